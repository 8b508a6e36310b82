# Writes cox-oracle.jsonl: 200 random data sets with the results of R's survival package, one JSON object per line.
# Firth's penalised likelihood is written out here from its definition and maximised without derivatives of ours.
# Run in this folder:  Rscript generate-cox-oracle.R
suppressMessages(library(survival))
source("json.R")
digits <- 12
set.seed(20240517)

kinds <- c("continuous", "ties", "heavy-censoring", "delayed-entry", "time-dependent", "strata", "tiny", "one-group-without-events",
           "redundant", "delayed-strata")

data_set <- function(kind) {
  n <- if (kind == "tiny") sample(4:7, 1) else sample(12:30, 1)
  p <- if (kind == "tiny") 1 else if (kind == "redundant") 3 else sample(1:2, 1)
  time <- if (kind %in% c("ties", "delayed-strata", "strata")) sample(2:9, n, TRUE) else
    if (kind %in% c("continuous", "tiny")) round(rexp(n, 1 / 20), 2) + 0.5 else sample(2:25, n, TRUE)
  event <- runif(n) < (if (kind == "heavy-censoring") 0.25 else 0.65)
  x <- cbind(sample(0:1, n, TRUE), round(rnorm(n, 50, 12)), 0)[, 1:p, drop = FALSE]
  if (kind == "redundant") x[, 3] <- 2 * x[, 1] - x[, 2]
  if (kind == "one-group-without-events") {
    x[, 1] <- rep(0:1, length.out = n)
    event[x[, 1] == 1] <- FALSE
  }
  d <- data.frame(start = -Inf, stop = time, event = as.integer(event), stratum = 0, subject = seq_len(n))
  if (kind %in% c("delayed-entry", "delayed-strata")) d$start <- pmax(0, time - sample(1:8, n, TRUE))
  if (kind %in% c("strata", "delayed-strata")) d$stratum <- sample(0:2, n, TRUE)
  if (kind == "delayed-strata") d$subject <- sample(1:ceiling(n / 2), n, TRUE)
  if (kind == "time-dependent") {
    # A person who lives on past half-time has a second row with other covariates.
    cut <- time %/% 2
    later <- which(cut > 0 & cut < time)
    d$start <- 0
    second <- d[later, ]
    second$start <- cut[later]
    d$stop[later] <- cut[later]
    d$event[later] <- 0
    other <- x[later, , drop = FALSE]
    other[, 1] <- 1
    x <- rbind(x, other)
    d <- rbind(d, second)
  }
  list(d = d, x = unname(x))
}

surv_of <- function(d) if (all(is.infinite(d$start))) Surv(d$stop, d$event) else Surv(d$start, d$stop, d$event)
# With exact ties and delayed entry, survival 3.5.3 answers with a bare list, without Wald's test.
fit_of <- function(s, ties, eps = 1e-15, ...) {
  fit <- suppressWarnings(coxph(surv_of(s$d) ~ s$x + strata(s$d$stratum), ties = ties,
                         control = coxph.control(eps = eps, iter.max = 60, toler.inf = 1e-20), ...))
  known <- !is.na(fit$coefficients)
  if (is.null(fit$wald.test) && any(known) && all(diag(as.matrix(fit$var))[known] > 0))
    fit$wald.test <- drop(fit$coefficients[known] %*% solve(as.matrix(fit$var)[known, known], fit$coefficients[known]))
  fit
}

# R stops with an estimate far out and a huge standard error where the likelihood has no maximum.
is_monotone <- function(s, ties) {
  fit <- fit_of(s, ties, 1e-9)
  spread <- apply(s$x, 2, sd)
  known <- !is.na(fit$coefficients)
  any(known & (sqrt(diag(as.matrix(fit$var))) * spread > 50 | abs(fit$coefficients) * spread > 15), na.rm = TRUE)
}

cox <- function(s, ties) {
  if (is_monotone(s, ties)) {
    fit <- fit_of(s, ties, 1e-13)
    return(obj(monotone = "true", logLikelihood = arr(fit$loglik), score = num(fit$score)))
  }
  fit <- fit_of(s, ties)
  known <- !is.na(fit$coefficients)
  v <- as.matrix(fit$var)
  robust <- wald_robust <- NULL
  if (ties != "exact") {
    f <- fit_of(s, ties, cluster = s$d$subject)
    robust <- as.matrix(f$var)
    part <- robust[known, known, drop = FALSE]
    if (any(known) && all(is.finite(part)) && rcond(part) > 1e-10) wald_robust <- f$wald.test
  }
  zph <- list(table = NA, y = NA)
  if (ties != "exact" && all(known)) {
    tried <- try(lapply(c("km", "identity", "log"), function(transform) cox.zph(fit, transform, terms = FALSE)), silent = TRUE)
    if (!inherits(tried, "try-error")) {
      zph$table <- sapply(tried, function(z) z$table[, "chisq"])
      # Where a covariate does not vary within a stratum, R leaves it out of the residuals of that stratum.
      if (all(s$d$stratum == 0)) zph$y <- t(tried[[1]]$y)
    }
  }
  obj(monotone = "false", logLikelihood = arr(fit$loglik), score = num(fit$score), coefficients = arr(fit$coefficients),
      errors = arr(ifelse(known, sqrt(diag(v)), NA)), wald = num(if (length(fit$wald.test) == 1) fit$wald.test else NA),
      robust = if (is.null(robust)) "null" else arr(ifelse(known, sqrt(diag(robust)), NA)),
      robustWald = if (is.null(wald_robust)) "null" else num(wald_robust),
      zph = if (anyNA(zph$table)) "null" else arr(zph$table), residuals = if (anyNA(zph$y)) "null" else arr(zph$y))
}

# The penalised log likelihood from its definition: every risk set found anew, every factor's mean and covariance.
penalised <- function(s, efron) {
  d <- s$d
  x <- scale(s$x)
  parts <- unlist(lapply(unique(d$stratum), function(g) lapply(unique(d$stop[d$stratum == g & d$event == 1]), function(t) list(
    risk = which(d$stratum == g & d$start < t & d$stop >= t), dead = which(d$stratum == g & d$stop == t & d$event == 1)))),
    recursive = FALSE)
  function(beta) {
    eta <- drop(x %*% beta)
    w <- exp(eta)
    value <- 0
    information <- matrix(0, ncol(x), ncol(x))
    for (part in parts) {
      k <- length(part$dead)
      for (l in seq_len(k)) {
        u <- w[part$risk]
        if (efron) u <- u * (1 - (l - 1) / k * (part$risk %in% part$dead))
        xr <- x[part$risk, , drop = FALSE]
        centred <- sweep(xr, 2, colSums(xr * u) / sum(u))
        information <- information + crossprod(centred, centred * u) / sum(u)
        value <- value - log(sum(u))
      }
      value <- value + sum(eta[part$dead])
    }
    value + log(det(information)) / 2
  }
}

# Newton's steps with derivatives by differences of the fourth order, from where a search without derivatives ended.
maximum <- function(f, p) {
  start <- if (p == 1) optimize(f, c(-12, 12), maximum = TRUE, tol = 1e-6)$maximum else
    optim(rep(0, p), function(b) -f(b), control = list(reltol = 1e-12, maxit = 5000))$par
  slope <- function(g, b, j, h = 2e-3) {
    e <- replace(rep(0, p), j, h)
    (8 * (g(b + e) - g(b - e)) - (g(b + 2 * e) - g(b - 2 * e))) / (12 * h)
  }
  gradient <- function(b) sapply(1:p, function(j) slope(f, b, j))
  for (i in 1:6) {
    hessian <- sapply(1:p, function(j) slope(gradient, start, j))
    start <- start - solve(matrix(hessian, p, p), gradient(start))
  }
  start
}

firth <- function(s, efron, limits) {
  p <- ncol(s$x)
  spread <- apply(s$x, 2, sd)
  if (any(spread == 0) || p > 2 || qr(scale(s$x))$rank < p) return("null")
  f <- penalised(s, efron)
  if (!is.finite(f(rep(0, p)))) return("null")
  at <- try(maximum(f, p), silent = TRUE)
  if (inherits(at, "try-error") || anyNA(at)) return("null")
  profile <- NA
  if (limits) {
    target <- f(at) - qchisq(0.95, 1) / 2
    profile <- sapply(1:p, function(j) {
      best <- function(b) if (p == 1) f(b) else optimize(function(o) f(replace(replace(rep(0, p), j, b), -j, o)),
                                                         at[-j] + c(-15, 15), maximum = TRUE, tol = 1e-9)$objective
      sapply(c(-1, 1), function(side) {
        far <- 1
        while (best(at[j] + side * far) > target) far <- far * 2
        uniroot(function(b) best(b) - target, sort(c(at[j], at[j] + side * far)), tol = 1e-11)$root
      }) / spread[j]
    })
  }
  obj(logLikelihoodGain = num(f(at) - f(rep(0, p))), coefficients = arr(at / spread),
      limits = if (anyNA(profile)) "null" else arr(profile))
}

lines <- unlist(parallel::mclapply(1:200, function(i) {
  set.seed(20240517 + i)
  kind <- kinds[(i - 1) %% length(kinds) + 1]
  repeat {
    s <- data_set(kind)
    if (sum(s$d$event) > 1) break
  }
  late <- any(is.finite(s$d$start))
  obj(id = num(i), kind = paste0('"', kind, '"'), start = if (late) arr(s$d$start) else "null", stop = arr(s$d$stop),
      event = arr(s$d$event), x = arr(t(s$x)), stratum = arr(s$d$stratum), subject = arr(s$d$subject),
      efron = cox(s, "efron"), breslow = cox(s, "breslow"), exact = cox(s, "exact"),
      firthEfron = firth(s, TRUE, i <= 100), firthBreslow = firth(s, FALSE, FALSE))
}, mc.cores = 2))
writeLines(lines, "cox-oracle.jsonl")
