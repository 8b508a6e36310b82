# Writes survival-oracle.jsonl: 200 random data sets with the results of R's survival package, one JSON object per line.
# Run in this folder:  Rscript generate-survival-oracle.R
suppressMessages(library(survival))
source("json.R")
set.seed(20230110)

surv_of <- function(d) if (is.null(d$entry)) Surv(d$time, d$cause > 0) else Surv(d$entry, d$time, d$cause > 0)

# The rule by which R prints a median, for any share. quantile() differs from it in one case: where the curve stays for
# ever at exactly 1 - p, it answers half-way to the last observation instead of the first time.
crossing <- function(time, y, target) {
  tolerance <- sqrt(.Machine$double.eps)
  keep <- !is.na(y) & y < target + tolerance
  if (!any(keep)) return(NA_real_)
  time <- time[keep]
  y <- y[keep]
  if (abs(y[1] - target) < tolerance && any(y < y[1])) (time[1] + time[which(y < y[1])[1]]) / 2 else time[1]
}

kaplan_meier <- function(d) {
  fits <- lapply(c(plain = "plain", log = "log", loglog = "log-log"), function(type)
    survfit(surv_of(d) ~ 1, conf.type = type))
  f <- fits$log
  quantiles <- function(f) {
    printed <- unname(summary(f)$table[c("median", "0.95LCL", "0.95UCL")])
    q <- sapply(c(0.25, 0.5, 0.75), function(p)
      c(crossing(f$time, f$surv, 1 - p), crossing(f$time, f$lower, 1 - p), crossing(f$time, f$upper, 1 - p)))
    stopifnot(identical(is.na(q[, 2]), is.na(printed)), isTRUE(all.equal(q[, 2], printed)))
    for (i in 1:3) {
      p <- c(0.25, 0.5, 0.75)[i]
      if (abs(min(f$surv) - (1 - p)) > 1e-6)
        stopifnot(isTRUE(all.equal(q[1, i], unname(quantile(f, p, conf.int = FALSE)))))
    }
    arr(q)
  }
  obj(time = arr(f$time), n = arr(f$n.risk), d = arr(f$n.event), c = arr(f$n.censor), s = arr(f$surv),
      se = arr(f$std.err * f$surv),
      plain = arr(c(fits$plain$lower, fits$plain$upper)), log = arr(c(fits$log$lower, fits$log$upper)),
      loglog = arr(c(fits$loglog$lower, fits$loglog$upper)),
      quantilesLog = quantiles(fits$log), quantilesLogLog = quantiles(fits$loglog))
}

# Weighted log-rank from its definition, because survdiff knows neither delayed entry nor weights other than S^rho.
weighted <- function(d, weight, strata = FALSE) {
  groups <- sort(unique(d$group))
  entry <- if (is.null(d$entry)) rep(-Inf, length(d$time)) else d$entry
  observed <- expected <- score <- setNames(rep(0, length(groups)), groups)
  covariance <- matrix(0, length(groups), length(groups))
  for (level in if (strata) sort(unique(d$stratum)) else 0) {
    member <- if (strata) d$stratum == level else rep(TRUE, length(d$time))
    survival <- peto <- 1
    for (t in sort(unique(d$time[member & d$cause > 0]))) {
      n1 <- sapply(groups, function(g) sum(member & d$group == g & entry < t & d$time >= t))
      d1 <- sapply(groups, function(g) sum(member & d$group == g & d$time == t & d$cause > 0))
      n <- sum(n1)
      k <- sum(d1)
      peto <- peto * (1 - k / (n + 1))
      w <- switch(weight, logrank = 1, gehan = n, tarone = sqrt(n), peto = peto, fleming = survival)
      observed <- observed + d1
      expected <- expected + k * n1 / n
      score <- score + w * (d1 - k * n1 / n)
      if (n > 1) covariance <- covariance + w^2 * k * (n - k) / (n - 1) * (diag(n1 / n, length(n1)) - outer(n1, n1) / n^2)
      survival <- survival * (n - k) / n
    }
  }
  used <- which(expected > 0)
  chisq <- NA
  if (length(used) > 1) {
    v <- covariance[used[-1], used[-1], drop = FALSE]
    if (rcond(v) > 1e-8) chisq <- sum(solve(v, score[used[-1]]) * score[used[-1]])
  }
  list(chisq = chisq, df = length(used) - 1, observed = observed, expected = expected, covariance = covariance)
}

log_rank <- function(d) {
  tests <- lapply(c(logrank = "logrank", gehan = "gehan", tarone = "tarone", peto = "peto", fleming = "fleming"),
                  function(w) weighted(d, w))
  stratified <- weighted(d, "logrank", strata = TRUE)
  same <- function(a, b) stopifnot(anyNA(a) || isTRUE(all.equal(unname(a), unname(b), tolerance = 1e-10)))
  events <- sum(d$cause > 0) > 0
  if (is.null(d$entry) && length(unique(d$group)) > 1 && events) {
    y <- surv_of(d)
    if (!is.na(tests$logrank$chisq)) {
      reference <- survdiff(y ~ d$group)
      same(tests$logrank$chisq, reference$chisq)
      same(tests$logrank$expected, reference$exp)
      stopifnot(isTRUE(all.equal(c(tests$logrank$covariance), c(reference$var))))
    }
    if (!is.na(tests$fleming$chisq)) same(tests$fleming$chisq, survdiff(y ~ d$group, rho = 1)$chisq)
    if (!is.na(stratified$chisq)) same(stratified$chisq, survdiff(y ~ d$group + strata(d$stratum))$chisq)
  }
  if (!is.null(d$entry) && events && !is.na(tests$logrank$chisq) && tests$logrank$df == length(unique(d$group)) - 1) {
    fit <- suppressWarnings(coxph(surv_of(d) ~ factor(d$group), ties = "exact"))
    same(tests$logrank$chisq, fit$score)
    delayed_checked <<- delayed_checked + 1
  }
  obj(chisq = arr(c(sapply(tests, function(t) t$chisq), stratified$chisq)), df = arr(tests$logrank$df),
      p = arr(if (is.na(tests$logrank$chisq)) NA else pchisq(tests$logrank$chisq, tests$logrank$df, lower.tail = FALSE)),
      observed = arr(tests$logrank$observed), expected = arr(tests$logrank$expected),
      covariance = arr(tests$logrank$covariance))
}

# Proportional hazards of the second group relative to the first; null where the likelihood has no maximum.
cox <- function(d) {
  if (length(unique(d$group)) != 2 || !any(d$cause > 0)) return("null")
  fit <- suppressWarnings(try(coxph(surv_of(d) ~ d$group, ties = "breslow",
                                    control = coxph.control(eps = 1e-15, toler.inf = 1e-20, iter.max = 50)), silent = TRUE))
  if (inherits(fit, "try-error") || is.na(coef(fit)) || abs(coef(fit)) > 8 || vcov(fit) <= 0) return("null")
  arr(c(coef(fit), sqrt(vcov(fit))))
}

# The delta-method variance, term by term. R's own variance is the infinitesimal jackknife: the same when everybody enters
# at time zero, and another estimate (already of Kaplan-Meier, where survfit's default is Greenwood) with delayed entry.
delta_variance <- function(d, cause) {
  entry <- if (is.null(d$entry)) rep(-Inf, length(d$time)) else d$entry
  times <- sort(unique(d$time))
  n <- sapply(times, function(t) sum(entry < t & d$time >= t))
  all <- sapply(times, function(t) sum(d$time == t & d$cause > 0))
  own <- sapply(times, function(t) sum(d$time == t & d$cause == cause))
  before <- c(1, head(cumprod(1 - all / n), -1))
  incidence <- cumsum(before * own / n)
  w <- ifelse(n == all, 0, all / (n * (n - all)))
  sapply(seq_along(times), function(j) {
    i <- 1:j
    gap <- incidence[j] - incidence[i]
    sum(gap^2 * w[i]) + sum(before[i]^2 * own[i] * (n[i] - own[i]) / n[i]^3) - 2 * sum(gap * before[i] * own[i] / n[i]^2)
  })
}

aalen_johansen <- function(d, causes) {
  times <- sort(unique(d$time))
  p <- v <- matrix(0, length(times), causes)
  if (any(d$cause > 0)) {
    state <- factor(d$cause, 0:causes, c("censored", 1:causes))
    y <- if (is.null(d$entry)) Surv(d$time, state) else Surv(d$entry, d$time, state)
    f <- survfit(y ~ 1, id = seq_along(d$time))
    row <- match(times, f$time)
    for (k in 1:causes) {
      column <- match(as.character(k), f$states)
      if (!is.na(column)) {
        p[, k] <- f$pstate[row, column]
        v[, k] <- delta_variance(d, k)
        if (is.null(d$entry)) stopifnot(isTRUE(all.equal(v[, k], f$std.err[row, column]^2, tolerance = 1e-10)))
      }
    }
  }
  obj(causes = num(causes), time = arr(times), incidence = arr(p), variance = arr(v))
}

recurrent <- function(people, gaps) {
  rows <- do.call(rbind, lapply(seq_len(people), function(id) {
    entry <- if (runif(1) < 0.3) sample(0:6, 1) else 0
    end <- entry + sample(1:20, 1)
    cuts <- sort(unique(c(entry, end, sample((entry):end, min(end - entry, sample(0:4, 1))))))
    start <- head(cuts, -1)
    stop <- tail(cuts, -1)
    keep <- if (gaps && length(start) > 2) runif(length(start)) > 0.2 else rep(TRUE, length(start))
    keep[1] <- TRUE
    data.frame(id = id, start = start, stop = stop, event = as.integer(runif(length(start)) < 0.6))[keep, ]
  }))
  f <- survfit(Surv(start, stop, event) ~ 1, data = rows, id = id, cluster = id, robust = TRUE)
  at <- f$n.event > 0
  obj(id = arr(rows$id), start = arr(rows$start), stop = arr(rows$stop), event = arr(rows$event),
      time = arr(f$time[at]), n = arr(f$n.risk[at]), d = arr(f$n.event[at]), mean = arr(f$cumhaz[at]),
      variance = arr(f$std.chaz[at]^2))
}

kinds <- c("ties", "heavy-censoring", "delayed-entry", "events-at-zero", "all-censored", "tiny", "continuous", "many-groups",
           "late-group", "delayed-ties")
data_set <- function(kind, causes) {
  n <- if (kind == "tiny") sample(1:4, 1) else sample(8:40, 1)
  groups <- if (kind == "many-groups") sample(4:6, 1) else sample(1:3, 1)
  time <- switch(kind, continuous = round(rexp(n, 1 / 20), 6) + 0.001, "events-at-zero" = sample(0:8, n, TRUE),
                 "delayed-entry" = sample(5:40, n, TRUE), "delayed-ties" = sample(3:10, n, TRUE), sample(1:15, n, TRUE))
  share <- switch(kind, "heavy-censoring" = 0.15, "all-censored" = 0, 0.65)
  cause <- ifelse(runif(n) < share, sample(1:causes, n, TRUE), 0)
  if (kind == "events-at-zero") {
    first <- sample(n, 3)
    time[first] <- 0
    cause[first] <- 1
  }
  group <- sample(rep(seq_len(groups), length.out = n)) - 1
  if (kind == "late-group") {
    time <- time + 5
    group <- c(group, rep(groups, 3))
    time <- c(time, 1, 2, 2)
    cause <- c(cause, 0, 0, 0)
  }
  d <- list(time = time, cause = cause, group = group, stratum = sample(0:1, length(time), TRUE))
  if (startsWith(kind, "delayed")) d$entry <- pmin(sample(0:6, n, TRUE), time - 1)
  d
}

delayed_checked <- 0
lines <- sapply(1:200, function(i) {
  kind <- kinds[(i - 1) %% length(kinds) + 1]
  causes <- sample(1:3, 1)
  d <- data_set(kind, causes)
  by_group <- lapply(sort(unique(d$group)), function(g) {
    part <- list(time = d$time[d$group == g], cause = d$cause[d$group == g])
    if (!is.null(d$entry)) part$entry <- d$entry[d$group == g]
    kaplan_meier(part)
  })
  obj(id = num(i), kind = paste0('"', kind, '"'), time = arr(d$time), cause = arr(d$cause), group = arr(d$group),
      stratum = arr(d$stratum), entry = if (is.null(d$entry)) "null" else arr(d$entry),
      kaplanMeier = list_of(by_group), logRank = log_rank(d), cox = cox(d), aalenJohansen = aalen_johansen(d, causes),
      recurrent = recurrent(sample(1:12, 1), gaps = i %% 4 == 0))
})
stopifnot(delayed_checked >= 20)
writeLines(lines, "survival-oracle.jsonl")

# A real data set: lung by ECOG score. Facts: Loprinzi et al., J Clin Oncol 1994;12:601-7.
known <- !is.na(lung$ph.ecog)
write.csv(data.frame(time = lung$time, event = lung$status - 1, ecog = lung$ph.ecog)[known, ], "lung.csv",
          row.names = FALSE, quote = FALSE)

# Quantile functions behind the exact intervals.
counts <- c(0, 1, 2, 3, 5, 8, 13, 21, 60, 150, 1000)
pairs <- rbind(c(0, 1), c(1, 1), c(0, 6), c(3, 6), c(1, 5), c(22, 45), c(17, 38), c(4, 44), c(44, 45), c(499, 1000))
writeLines(obj(
  poisson = list_of(sapply(counts, function(x) arr(c(x, if (x == 0) 0 else qgamma(0.025, x), qgamma(0.975, x + 1))))),
  clopperPearson = list_of(apply(pairs, 1, function(p) arr(c(p, binom.test(p[1], p[2])$conf.int)))),
  wilson = list_of(apply(pairs, 1, function(p) 
    arr(c(p, suppressWarnings(prop.test(p[1], p[2], correct = FALSE))$conf.int)))),
  chiSquareTail = list_of(apply(rbind(c(3.39639, 1), c(16.7929, 1), c(0.01, 2), c(80, 5), c(200, 3)), 1,
    function(p) arr(c(p, pchisq(p[1], p[2], lower.tail = FALSE)))))), "interval-oracle.json")
