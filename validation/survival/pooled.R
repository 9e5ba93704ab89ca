# The summary survival curve of R's RISCA (Foucher; written by the method's authors), for
# `cabibbo2010.csv` and for a simulated set without missing times: Rscript pooled.R FILE, where FILE
# defines survival.summary (RISCA 1.0.7, R/survival.summary.R); needs mvtnorm and jsonlite.
suppressMessages({library(mvtnorm); library(jsonlite)})
source(commandArgs(TRUE)[1])
set.seed(20)
run <- function(d) {
  r <- survival.summary(d$study, d$time, d$at_risk, d$survival, confidence = "Greenwood")
  list(fixed = unname(r$summary.fixed), random = unname(r$summary.random),
    heterogeneity = unname(r$heterogeneity), median_fixed = unname(r$median.fixed[1]),
    median_random = unname(r$median.random[1]), mean_fixed = unname(r$mean.fixed[1]),
    mean_random = unname(r$mean.random[1]))
}
full <- do.call(rbind, lapply(1:7, function(i) {
  n <- round(runif(1, 15, 80)); rate <- rexp(1, 1) / 20 + 0.03; s <- 1; out <- NULL
  for (t in c(3, 6, 9, 12, 18)) {
    kept <- rbinom(1, n, exp(-rate * 3)); q <- kept / n
    s <- s * q; out <- rbind(out, data.frame(study = i, time = t, survival = round(s, 6), at_risk = n))
    n <- max(kept - rbinom(1, kept, 0.1), 1)
  }
  out
}))
cabibbo <- read.csv("validation/survival/cabibbo2010.csv", comment.char = "#")
cat(toJSON(list(cabibbo2010 = run(cabibbo), full = c(list(input = full), run(full))),
  digits = I(17), na = "null", auto_unbox = TRUE, dataframe = "columns"))
