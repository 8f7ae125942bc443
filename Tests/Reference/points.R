# Patterns of points: what spatstat and sparr say of them.
suppressPackageStartupMessages({library(spatstat); library(jsonlite)})

redwoodK <- function() {
  k <- Kest(redwood, r = seq(0, .25, by = .05), correction = c("isotropic", "translate", "border"))
  at <- which.min(abs(k$r - .1))
  # At .1 several pairs lie just on the circle, and rounding decides; at .0953 none does.
  fine <- Kest(redwood, r = seq(0, .2, by = .0001), correction = c("isotropic", "translate", "border"))
  off <- which.min(abs(fine$r - .0953))
  diggle <- density(redwood, kernel = "quartic", sigma = .1, diggle = TRUE, dimyx = 64)
  uniform <- density(redwood, kernel = "quartic", sigma = .1, diggle = FALSE, dimyx = 64)
  gaussian <- density(redwood, sigma = .1, diggle = TRUE, dimyx = 64)
  list(
    x = redwood$x, y = redwood$y, isotropic = k$iso[at], translation = k$trans[at], border = k$border[at],
    offCircles = c(fine$iso[off], fine$trans[off], fine$border[off]),
    quartic = list(diggleMass = integral(diggle), diggleHighest = max(diggle),
      uniformMass = integral(uniform), uniformHighest = max(uniform)),
    gaussianHighest = max(gaussian))
}

amacrineK <- function() {
  k <- Kcross(amacrine, "off", "on", r = seq(0, .2, by = .0005), correction = c("isotropic", "translate", "border"))
  at <- which.min(abs(k$r - .1))
  kind <- as.character(marks(amacrine))
  list(
    window = c(amacrine$window$xrange, amacrine$window$yrange),
    off = list(x = amacrine$x[kind == "off"], y = amacrine$y[kind == "off"]),
    on = list(x = amacrine$x[kind == "on"], y = amacrine$y[kind == "on"]),
    isotropic = k$iso[at], translation = k$trans[at], border = k$border[at])
}

out <- list(
  program = "spatstat.explore", version = as.character(packageVersion("spatstat.explore")), r = R.version.string,
  redwood = redwoodK(), amacrine = amacrineK())
write(toJSON(out, digits = NA, auto_unbox = TRUE), stdout())
