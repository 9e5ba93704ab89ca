# Meta-regression, diagnostics, permutation and multi-model figures by metafor, converged.
# Rscript reference.R GOLDEN_FOLDER OUTPUT.json [quick]
# The golden files hold the effects; their own meta-regressions are empty ("no fit").
suppressMessages({library(metafor); library(jsonlite)})
args <- commandArgs(trailingOnly = TRUE)
quick <- length(args) > 2
pdf(NULL)

sets <- list(
  list(file = "bin_bcg", measure = "OR", mods = list("ablat", "alloc", c("ablat", "year"), c("ablat", "alloc", "year"))),
  list(file = "bin_bcg", measure = "RR", mods = list("year", c("alloc", "ablat"))),
  list(file = "cor_molloy2014", measure = "ZCOR", mods = list("meanage", "quality", c("meanage", "quality"))),
  list(file = "gen_raudenbush1985", measure = "SMD_given", mods = list("weeks", c("weeks", "year"))),
  list(file = "prop_debruin2009", measure = "PLO", mods = list("scq", "ethnicity")),
  list(file = "prop_debruin2009", measure = "PFT", mods = list(c("scq", "ethnicity")))
)
if (quick) sets <- list(list(file = "bin_bcg", measure = "OR", mods = list(c("ablat", "alloc"))))
methods <- c("FE", "DL", "HE", "HS", "HSk", "SJ", "PM", "EB", "ML", "REML", "DLIT", "GENQ")
runs <- c(paste0(methods, "|z"), "REML|t", "REML|knha", "REML|adhoc", "PM|knha", "DL|adhoc", "FE|knha", "GENQ|knha")
if (quick) runs <- c("DL|z", "PM|z", "REML|knha")

read <- function(set) {
  doc <- fromJSON(file.path(args[1], paste0(set$file, ".json")))
  stated <- doc$measures[[set$measure]]$escalc
  frame <- as.data.frame(doc$data[lengths(doc$data) == length(stated$yi)])
  frame$yi <- stated$yi
  frame$vi <- stated$vi
  frame
}
# Absolute tolerances of metafor made to follow the scale of the data.
tight <- function(vi, yi) {
  m <- median(vi)
  list(threshold = 1e-11 * m, maxiter = 10000, tol = 1e-13 * m, tau2.max = 1000 * (max(vi) + var(yi)))
}
one <- function(dat, formula, key) {
  parts <- strsplit(key, "|", fixed = TRUE)[[1]]
  weights <- if (parts[1] == "GENQ") 1 / (dat$vi + median(dat$vi)) else NULL
  call <- list(yi = dat$yi, vi = dat$vi, mods = formula, data = dat, method = parts[1],
               test = parts[2], control = tight(dat$vi, dat$yi))
  if (!is.null(weights)) call$weights <- weights
  try(do.call(rma, call), silent = TRUE)
}
figures <- function(res) {
  if (inherits(res, "try-error")) return(list(error = "metafor stopped"))
  fs <- res$fit.stats
  list(names = rownames(res$beta), beta = c(res$beta), se = res$se, stat = c(res$zval),
       pval = res$pval, ci_lb = res$ci.lb, ci_ub = res$ci.ub, tau2 = res$tau2,
       se_tau2 = res$se.tau2, I2 = res$I2, H2 = res$H2, R2 = res$R2, QE = res$QE,
       QEp = res$QEp, QM = res$QM, QMp = res$QMp, log_likelihood = fs["ll", "ML"],
       AIC = fs["AIC", "ML"], BIC = fs["BIC", "ML"], AICc = fs["AICc", "ML"],
       log_likelihood_restricted = fs["ll", "REML"], AIC_restricted = fs["AIC", "REML"],
       BIC_restricted = fs["BIC", "REML"], AICc_restricted = fs["AICc", "REML"])
}
diagnostics <- function(res) {
  inf <- influence(res)
  out <- unclass(inf$inf)[c("rstudent", "dffits", "cook.d", "cov.r", "tau2.del", "QE.del", "hat", "weight")]
  names(out) <- c("rstudent", "dffits", "cook_d", "cov_r", "tau2_del", "QE_del", "hat", "weight")
  out$is_infl <- inf$is.infl
  out$dfbetas <- lapply(seq_along(res$beta), function(j) unclass(inf$dfbs)[[j]])
  std <- rstandard(res)
  out$resid <- std$resid
  out$rstandard <- std$z
  cond <- rstandard(res, type = "conditional")
  out$conditional <- cond$z
  shrunk <- blup(res)
  out$blup <- shrunk$pred
  out$blup_se <- shrunk$se
  out$blup_pi_lb <- shrunk$pi.lb
  point <- baujat(res)
  out$baujat_x <- point$x
  out$baujat_y <- point$y
  fit <- predict(res)
  out$fitted <- fit$pred
  out$fitted_ci_lb <- fit$ci.lb
  out$fitted_pi_ub <- fit$pi.ub
  if (res$method != "FE") out$tau2_ci <- unname(confint(res, control = tight(c(res$vi), c(res$yi))[c("tol", "tau2.max")])$random[1, 2:3])
  out
}

out <- list(software = paste("metafor", packageVersion("metafor"), R.version.string))
for (set in sets) {
  dat <- read(set)
  for (mods in set$mods) {
    formula <- as.formula(paste("~", paste(mods, collapse = "+")))
    name <- paste(set$file, set$measure, paste(mods, collapse = "+"), sep = "/")
    fits <- lapply(setNames(runs, runs), function(key) figures(one(dat, formula, key)))
    deep <- if (quick) "REML|knha" else c("REML|z", "REML|knha", "DL|z", "FE|z")
    deep <- lapply(setNames(deep, deep), function(key) diagnostics(one(dat, formula, key)))
    entry <- list(file = set$file, measure = set$measure, moderators = I(mods), fits = fits, diagnostics = deep)
    if (length(mods) > 1) {
      full <- one(dat, formula, "ML|z")
      less <- one(dat, as.formula(paste("~", mods[1])), "ML|z")
      test <- anova(full, less)
      entry$likelihood_ratio <- list(stat = test$LRT, pval = test$pval, R2 = test$R2)
      # rma() centres yi even without an intercept, which moves tau2: maximise by hand
      X <- model.matrix(update(formula, ~ . - 1), dat)
      restricted <- function(t) {
        w <- 1 / (dat$vi + t)
        A <- crossprod(X, w * X)
        r <- dat$yi - X %*% solve(A, crossprod(X, w * dat$yi))
        c(sum(log(w)) - determinant(A)$modulus - sum(w * r^2)) / 2
      }
      tau2 <- optimize(restricted, c(0, 10 * var(dat$yi)), maximum = TRUE, tol = 1e-12)$maximum
      res <- rma(yi, vi, mods = update(formula, ~ . - 1), data = dat, tau2 = tau2)
      entry$no_intercept <- list(beta = c(res$beta), se = res$se, tau2 = tau2,
        log_likelihood_restricted = res$fit.stats["ll", "REML"])
    }
    out$sets[[name]] <- entry
  }
}

# Subgroups with a common tau2: which the golden files lack.
common <- list(list("bin_bcg", "OR"), list("bin_bcg", "RR"), list("cor_molloy2014", "ZCOR"),
               list("gen_raudenbush1985", "SMD_given"), list("prop_debruin2009", "PLO"))
for (pair in if (quick) common[1] else common) {
  dat <- read(list(file = pair[[1]], measure = pair[[2]]))
  means <- one(dat, ~ subgroup - 1, "REML|z")
  test <- one(dat, ~ subgroup, "REML|z")
  hk <- one(dat, ~ subgroup, "REML|knha")
  out$common_tau2[[paste(pair, collapse = "/")]] <- list(
    file = pair[[1]], measure = pair[[2]], levels = sub("subgroup", "", rownames(means$beta)),
    estimate = c(means$beta), se = means$se, tau2 = means$tau2, QM = test$QM, QMp = test$QMp,
    QM_knha = hk$QM, QMp_knha = hk$QMp)
}

if (!quick) {
  dat <- read(list(file = "bin_bcg", measure = "OR"))
  # every subset of three moderators by ML
  mods <- c("ablat", "year", "alloc")
  grid <- expand.grid(rep(list(c(FALSE, TRUE)), 3))
  out$multimodel <- lapply(seq_len(nrow(grid)), function(i) {
    use <- mods[unlist(grid[i, ])]
    formula <- as.formula(paste("~", paste(c("1", use), collapse = "+")))
    res <- one(dat, formula, "ML|z")
    list(moderators = I(use), AICc = fitstats(res)["AICc:", 1], names = I(rownames(res$beta)),
         beta = I(c(res$beta)), se = I(res$se))
  })
  # permutation tests, exact
  control <- tight(dat$vi, dat$yi)
  perm <- function(rows, formula, method, test) {
    sub <- dat[rows, ]
    res <- rma(yi, vi, mods = formula, data = sub, method = method, test = test, control = tight(sub$vi, sub$yi))
    p <- permutest(res, exact = TRUE, progbar = FALSE)
    list(rows = rows, method = method, test = test, pval = I(p$pval), QMp = p$QMp)
  }
  out$permutation <- list(
    flips = lapply(c("REML", "PM"), function(m) perm(1:9, ~ 1, m, "knha")),
    number = list(perm(1:6, ~ ablat, "REML", "z"), perm(2:7, ~ ablat, "DL", "knha")),
    factor = list(perm(4:11, ~ alloc, "DL", "z"))
  )
}
write(toJSON(out, digits = NA, auto_unbox = TRUE, na = "null", null = "null"), args[2])
