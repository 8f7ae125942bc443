# Series: R's own stl, surveillance, and exact tests of two counts.
suppressPackageStartupMessages({library(jsonlite); library(surveillance)})

parts <- function(fit) {
  series <- fit$time.series
  list(season = as.numeric(series[, 1]), trend = as.numeric(series[, 2]), remainder = as.numeric(series[, 3]))
}

decomposed <- function(series, robust) {
  c(list(values = as.numeric(series), period = frequency(series), robust = robust), parts(stl(series, "periodic", robust = robust)))
}

# Two settings: the flexible method's own, and those of the classical one.
farrington <- function() {
  data(salmonella.agona, package = "surveillance", envir = environment())
  weeks <- disProg2sts(salmonella.agona)
  range <- 282:312
  flexible <- list(range = range, b = 4, w = 3, noPeriods = 10, reweight = TRUE, weightsThreshold = 2.58,
    pastWeeksNotIncluded = 26, pThresholdTrend = 1, trend = TRUE, thresholdMethod = "nbPlugin", alpha = .1, fitFun = "algo.farrington.fitGLM.flexible")
  classical <- list(range = range, b = 4, w = 3, noPeriods = 1, reweight = TRUE, weightsThreshold = 1,
    pastWeeksNotIncluded = 3, pThresholdTrend = .05, trend = TRUE, thresholdMethod = "delta", alpha = .1, fitFun = "algo.farrington.fitGLM.flexible")
  run <- function(control) {
    found <- farringtonFlexible(weeks, control)
    list(upper = as.numeric(upperbound(found)), alarms = as.integer(alarms(found)),
      expected = as.numeric(found@control$expected), score = as.numeric(found@control$score),
      pvalue = as.numeric(found@control$pvalue), trend = as.integer(found@control$trend), dispersion = as.numeric(found@control$phi))
  }
  list(counts = as.integer(observed(weeks)), start = weeks@start, range = range, flexible = run(flexible), classical = run(classical))
}

twoCounts <- function() {
  test <- poisson.test(c(85, 60))
  list(first = 85, second = 60, chance = test$p.value, ratio = unname(test$estimate), interval = as.numeric(test$conf.int))
}

wilson <- function() as.numeric(prop.test(7, 100, correct = FALSE)$conf.int)

out <- list(
  program = "stats, surveillance", version = c(R.version.string, as.character(packageVersion("surveillance"))),
  drivers = decomposed(log10(UKDriverDeaths), TRUE), nottingham = decomposed(nottem, FALSE),
  salmonella = farrington(), twoCounts = twoCounts(), wilson = list(count = 7, of = 100, interval = wilson()))
write(toJSON(out, digits = NA, auto_unbox = TRUE), stdout())
