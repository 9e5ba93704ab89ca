# Times metafor on the tasks of tasks.json and prints one JSON line: seconds per call, medians.
# Usage: Rscript metafor.R tasks.json [--full]   (--full adds GOSH k = 18, 20 to 30 minutes)
suppressMessages({library(metafor); library(jsonlite)})
args <- commandArgs(trailingOnly = TRUE)
d <- fromJSON(args[1]); full <- "--full" %in% args
clock <- function(f, n) median(replicate(n, {
  t0 <- proc.time()[["elapsed"]]; f(); proc.time()[["elapsed"]] - t0 }))
# short calls are timed in blocks of m, since the clock ticks in milliseconds
block <- function(f, m, n) clock(function() for (i in seq_len(m)) f(), n) / m
quiet <- function(e) suppressWarnings(suppressMessages(e))
y <- d$k18$yi; v <- d$k18$vi; out <- list()
out$fit_dl_18 <- block(function() rma(y, v, method = "DL"), 40, 5)
out$fit_reml_18 <- block(function() rma(y, v, method = "REML"), 40, 5)
out$fit_reml_1000 <- clock(function() rma(d$k1000$yi, d$k1000$vi, method = "REML"), 3)
r <- rma(y, v, method = "REML")
out$leave_one_out_reml_18 <- clock(function() leave1out(r), 5)
out$influence_reml_18 <- clock(function() influence(r), 3)
out$gosh_dl_12 <- clock(function() gosh(rma(y[1:12], v[1:12], method = "DL"), progbar = FALSE), 1)
out$gosh_reml_12 <- clock(function()
  quiet(gosh(rma(y[1:12], v[1:12], method = "REML"), progbar = FALSE)), 1)
out$gosh_dl_18 <- clock(function() gosh(rma(y, v, method = "DL"), progbar = FALSE), 1)
out$permutation_13 <- clock(function()
  permutest(rma(y[1:13], v[1:13], method = "DL"), exact = TRUE, progbar = FALSE), 1)
out$selection_model_18 <- clock(function()
  quiet(selmodel(rma(y, v, method = "ML"), type = "stepfun", steps = 0.025,
                 alternative = "greater")), 5)
if (requireNamespace("lme4", quietly = TRUE)) {
  out$binomial_normal_18 <- clock(function()
    quiet(rma.glmm(measure = "PLO", xi = d$counts18$xi, ni = d$counts18$ni)), 5)
}
if (full) out$gosh_reml_18 <- clock(function()
  quiet(gosh(rma(y, v, method = "REML"), subsets = 2^18, progbar = FALSE)), 1)
cat(toJSON(list(peer = paste("metafor", packageVersion("metafor")), seconds = out),
           auto_unbox = TRUE, digits = 12), "\n")
