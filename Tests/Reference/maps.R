# Maps that come with R's packages: their values, neighbours, and what spdep says of them.
suppressPackageStartupMessages({library(spdep); library(sf); library(jsonlite)})

lists <- function(nb) lapply(unclass(nb), function(links) as.integer(links[links > 0]) - 1L)

localGStar <- function(values, nb) as.numeric(localG(values, nb2listw(include.self(nb), style = "B")))

columbus <- function() {
  data(oldcol, package = "spdep", envir = environment())
  crime <- COL.OLD$CRIME
  rows <- nb2listw(COL.nb, style = "W"); binary <- nb2listw(COL.nb, style = "B")
  moran <- moran.test(crime, rows, randomisation = TRUE)
  geary <- geary.test(crime, rows)
  global <- globalG.test(crime, binary)
  local <- localmoran(crime, rows)
  star <- localGStar(crime, COL.nb)
  two <- 2 * pnorm(-abs(star))
  list(
    values = crime, neighbours = lists(COL.nb),
    moran = unname(moran$estimate), moranScore = unname(moran$statistic), geary = unname(geary$estimate),
    globalG = unname(global$estimate), localMoran = unname(local[, 1]), getisOrdStar = star,
    flagged = list(
      unadjusted = sum(two < .05), BH = sum(p.adjust(two, "BH") < .05), BY = sum(p.adjust(two, "BY") < .05),
      bonferroni = sum(p.adjust(two, "bonferroni") < .05)))
}

carolina <- function() {
  counties <- suppressWarnings(st_read(system.file("shape/nc.shp", package = "sf"), quiet = TRUE))
  nb <- poly2nb(counties)
  rate <- counties$SID74 / counties$BIR74
  moran <- moran.test(rate, nb2listw(nb, style = "W"))
  poisson <- EBest(counties$SID74, counties$BIR74, family = "poisson")
  binomial <- EBest(counties$SID74, counties$BIR74, family = "binomial")
  local <- EBlocal(counties$SID74, counties$BIR74, nb, geoda = TRUE)
  index <- EBImoran.mc(counties$SID74, counties$BIR74, nb2listw(nb, style = "B"), nsim = 9)
  star <- localGStar(rate, nb)
  list(
    counts = counties$SID74, births = counties$BIR74, neighbours = lists(nb), links = sum(card(nb)),
    moran = unname(moran$estimate), moranScore = unname(moran$statistic),
    poisson = list(
      mean = attr(poisson, "parameters")$b, variance = attr(poisson, "parameters")$a, smoothed = poisson$estmm),
    binomial = list(
      mean = attr(binomial, "parameters")$b, variance = attr(binomial, "parameters")$a, smoothed = binomial$estmm),
    localSmoothed = local$est,
    standardisedMoran = unname(index$statistic), getisOrdStar = star,
    flaggedBH = sum(p.adjust(2 * pnorm(-abs(star)), "BH") < .05))
}

getisord <- function() {
  data(getisord, package = "spData", envir = environment())
  places <- cbind(go_xyz$x, go_xyz$y)
  distances <- c(30, 60, 90, 120)
  at <- function(self) sapply(distances, function(distance) {
    nb <- dnearneigh(places, 0, distance)
    if (self) nb <- include.self(nb)
    as.numeric(localG(go_xyz$val, nb2listw(nb, style = "B")))[136]
  })
  list(x = go_xyz$x, y = go_xyz$y, values = go_xyz$val, distances = distances, place = 135, star = at(TRUE), other = at(FALSE))
}

out <- list(
  program = "spdep", version = as.character(packageVersion("spdep")), r = R.version.string,
  columbus = columbus(), carolina = carolina(), getisord = getisord())
write(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = FALSE), stdout())
