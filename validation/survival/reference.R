# Figures of R's survival package for groups of patients; `Rscript reference.R simulated` writes
# the pinned JSON (inputs included), `Rscript reference.R package` the same for data sets that come
# with the package (nothing of them is kept here).
suppressMessages({library(survival); library(jsonlite)})
has_km_ci <- requireNamespace("km.ci", quietly = TRUE)
types <- c(plain = "plain", log = "log", "log-log" = "log-log", logit = "logit", arcsine = "arcsin")

one <- function(time, status) {
  out <- list()
  for (name in names(types)) {
    fit <- survfit(Surv(time, status) ~ 1, conf.type = types[[name]], timefix = FALSE)
    q <- quantile(fit, c(0.25, 0.5, 0.75))
    out[[name]] <- list(lower = fit$lower, upper = fit$upper,
      quantile = unname(q$quantile), q_lower = unname(q$lower), q_upper = unname(q$upper))
  }
  tau <- as.numeric(quantile(time, 0.8))
  rm <- survival:::survmean(fit, rmean = tau)$matrix
  at <- as.numeric(quantile(time, c(0.2, 0.5, 0.7)))
  s <- summary(fit, times = at)
  n90 <- survfit(Surv(time, status) ~ 1, conf.type = "log-log", conf.int = 0.9, timefix = FALSE)
  list(input = list(time = time, status = status), time = fit$time, at_risk = fit$n.risk,
    n_event = fit$n.event, n_censor = fit$n.censor, survival = fit$surv, se = fit$std.err,
    ci = out, lower90 = n90$lower, tau = tau, rmean = rm[["rmean"]], rmean_se = rm[["se(rmean)"]],
    landmark = list(time = at, n_risk = s$n.risk, survival = s$surv, se = s$std.err))
}

test <- function(time, status, group) {
  out <- list(input = list(time = time, status = status, group = as.integer(factor(group))))
  for (rho in c(0, 1)) {
    d <- survdiff(Surv(time, status) ~ group, rho = rho)
    out[[paste0("rho", rho)]] <- list(chisq = d$chisq, obs = unname(d$obs), exp = unname(d$exp),
      var = d$var, pval = pchisq(d$chisq, length(d$n) - 1, lower.tail = FALSE))
  }
  out
}

models <- function(time, status) {
  out <- list()
  keep <- time > 0
  for (dist in c("exponential", "weibull", "loglogistic", "lognormal")) {
    fit <- survreg(Surv(time[keep], status[keep]) ~ 1, dist = dist,
      control = survreg.control(rel.tolerance = 1e-14, maxiter = 200))
    out[[dist]] <- list(mu = unname(coef(fit)), sigma = fit$scale, loglik = fit$loglik[1],
      var = unname(fit$var))
  }
  out
}

# generalised gamma, Gompertz and mixture cure models: likelihoods written out here, maximised by
# optim and polished by Newton steps with numDeriv
others <- function(time, status) {
  keep <- time > 0; t <- time[keep]; d <- status[keep]
  gamma_ll <- function(p) {
    s <- exp(p[2]); Q <- p[3]; k <- Q^-2; w <- (log(t) - p[1]) / s
    f <- log(abs(Q)) - p[2] - log(t) - lgamma(k) + k * log(k) + k * (Q * w - exp(Q * w))
    S <- pgamma(k * exp(Q * w), k, lower.tail = Q < 0, log.p = TRUE)
    sum(ifelse(d == 1, f, S))
  }
  gompertz_ll <- function(p) sum(d * (p[1] + p[2] * t) - exp(p[1]) * (exp(p[2] * t) - 1) / p[2])
  cure_ll <- function(p, kind) {
    w <- (log(t) - p[1]) / exp(p[2]); share <- plogis(p[3])
    f <- switch(kind, weibull = w - exp(w), loglogistic = dlogis(w, log = TRUE), lognormal = dnorm(w, log = TRUE))
    S <- switch(kind, weibull = exp(-exp(w)), loglogistic = plogis(-w), lognormal = pnorm(-w))
    sum(ifelse(d == 1, log(1 - share) + f - p[2] - log(t), log(share + (1 - share) * S)))
  }
  best <- function(ll, start) {
    fit <- optim(start, function(p) -ll(p), method = "Nelder-Mead", control = list(maxit = 5000, reltol = 1e-14))
    p <- optim(fit$par, function(p) -ll(p), method = "BFGS", control = list(reltol = 1e-15))$par
    for (i in 1:6) p <- p - solve(numDeriv::hessian(ll, p), numDeriv::grad(ll, p))
    list(par = p, loglik = ll(p), se = sqrt(diag(solve(-numDeriv::hessian(ll, p)))))
  }
  rate <- sum(d) / sum(t)
  out <- list("generalised-gamma" = best(gamma_ll, c(-log(rate), 0, 0.7)), gompertz = best(gompertz_ll, c(log(rate), -0.01)))
  for (kind in c("weibull", "loglogistic", "lognormal"))
    out[[paste("cure", kind)]] <- best(function(p) cure_ll(p, kind), c(-log(rate) - 0.5, -0.3, -1))
  out
}

simulate <- function(seed, n, digits, shape, scale, follow) {
  set.seed(seed)
  event <- rweibull(n, shape, scale); censor <- runif(n, follow / 4, follow)
  list(time = round(pmax(pmin(event, censor), 10^-digits), digits), status = as.numeric(event <= censor))
}

bands <- function(time, status) {
  fit <- survfit(Surv(time, status) ~ 1, conf.type = "log-log")
  t <- fit$time[fit$n.event > 0 & fit$surv > 0]
  tl <- t[max(2, ceiling(0.1 * length(t)))]; tu <- t[floor(0.8 * length(t))]
  out <- list(tl = tl, tu = tu)
  for (m in c("epband", "logep", "hall-wellner", "loghall")) {
    k <- km.ci::km.ci(fit, tl = tl, tu = tu, method = m, conf.level = 0.95)
    out[[m]] <- list(time = k$time, lower = k$lower, upper = k$upper)
  }
  out
}

mode <- commandArgs(TRUE)[1]
groups <- if (identical(mode, "package")) list(
  ovarian = list(time = ovarian$futime, status = ovarian$fustat),
  veteran = list(time = veteran$time, status = veteran$status),
  lung = list(time = lung$time, status = lung$status - 1)
) else list(
  few = simulate(1, 12, 1, 1.1, 12, 30), ties = simulate(2, 60, 0, 0.9, 14, 36),
  many = simulate(3, 150, 2, 1.3, 20, 40), all_die = within(simulate(4, 25, 1, 1, 9, 1e6), status[] <- 1),
  half = list(time = 1:10, status = c(1, 0, 1, 1, 0, 1, 0, 1, 0, 0)),
  exact = list(time = c(1, 2, 3, 4, 5, 6, 7, 8), status = c(1, 1, 1, 1, 0, 0, 0, 0)))
plateau <- local({
  set.seed(8); n <- 120; event <- ifelse(runif(n) < 0.3, Inf, rweibull(n, 1.2, 9)); censor <- runif(n, 20, 60)
  list(time = round(pmax(pmin(event, censor), 0.01), 2), status = as.numeric(event <= censor))
})
tests <- if (identical(mode, "package")) list(
  sex = list(lung$time, lung$status - 1, lung$sex),
  cell = list(veteran$time, veteran$status, veteran$celltype),
  rx = list(ovarian$futime, ovarian$fustat, ovarian$rx)
) else {
  a <- simulate(5, 40, 0, 1, 10, 30); b <- simulate(6, 35, 0, 1, 18, 30); c <- simulate(7, 20, 1, 1.4, 12, 24)
  list(two = list(c(a$time, b$time), c(a$status, b$status), rep(1:2, c(40, 35))),
    three = list(c(a$time, b$time, c$time), c(a$status, b$status, c$status), rep(1:3, c(40, 35, 20))))
}
result <- list(version = list(R = R.version.string, survival = as.character(packageVersion("survival"))),
  groups = lapply(groups, function(g) one(g$time, g$status)),
  tests = lapply(tests, function(g) do.call(test, g)),
  models = lapply(groups, function(g) models(g$time, g$status)))
if (!identical(mode, "package") && requireNamespace("numDeriv", quietly = TRUE))
  result$others <- list(plateau = c(list(input = plateau), list(models = others(plateau$time, plateau$status))))
if (has_km_ci) {
  result$bands <- lapply(groups[intersect(names(groups), c("many", "ties", "veteran", "lung"))],
    function(g) bands(g$time, g$status))
  if (identical(mode, "package")) {
    grids <- list()
    for (name in c("critical.value.hall.95", "critical.value.hall.90", "critical.value.hall.99",
      "critical.value.nair.95")) {
      e <- getFromNamespace(name, "km.ci")
      grids[[name]] <- list(values = unname(as.matrix(e)), columns = colnames(e))
    }
    result$critical <- grids
  }
}
cat(toJSON(result, digits = I(17), na = "null", auto_unbox = TRUE))
