# Writes restricted-mean-oracle.jsonl: 200 random data sets of two groups. Means and standard errors are those of R's
# survival package (survmean); the contrasts are the formulas of survRM2, written out.
# Run in this folder:  Rscript generate-restricted-mean-oracle.R
suppressMessages(library(survival))
source("json.R")
digits <- 12
set.seed(20231013)

kinds <- c("ties", "heavy-censoring", "delayed-entry", "events-at-zero", "tiny", "continuous", "all-events", "one-group-censored")
of_group <- function(d, tau) {
  y <- if (is.null(d$entry)) Surv(d$time, d$event) else Surv(d$entry, d$time, d$event)
  f <- survfit(y ~ 1)
  if (min(f$surv) > 0 && max(f$time) < tau) return(c(NA, NA))
  # Start at 0 even where the first entry is later: nobody had an event before.
  f <- survfit0(f, start.time = 0)
  at <- f$time[f$time < tau & f$time > 0]
  grid <- c(0, at, tau)
  s <- summary(f, times = c(0, at), extend = TRUE)$surv
  area <- diff(grid) * s
  own <- sapply(f$time, function(t) sum(diff(pmax(grid, t)) * s))
  n <- f$n.risk
  e <- f$n.event
  variance <- sum(ifelse(e > 0 & n > e & f$time < tau, own^2 * e / (n * (n - e)), 0))
  if (is.null(d$entry)) {
    r <- survival:::survmean(survfit(y ~ 1), rmean = tau)$matrix
    stopifnot(abs(r["rmean"] - sum(area)) < 1e-9, abs(r["se(rmean)"] - sqrt(variance)) < 1e-9)
  }
  c(sum(area), sqrt(variance))
}
lines <- sapply(1:200, function(i) {
  kind <- kinds[(i - 1) %% length(kinds) + 1]
  n <- if (kind == "tiny") sample(2:6, 1) else sample(12:40, 1)
  time <- if (kind == "continuous") round(rexp(n, 1 / 20), 3) + 0.01 else sample((kind != "events-at-zero"):15, n, TRUE)
  share <- switch(kind, "heavy-censoring" = 0.15, "all-events" = 1, 0.6)
  event <- as.integer(runif(n) < share)
  group <- rep(0:1, length.out = n)
  if (kind == "one-group-censored") event[group == 1] <- 0
  entry <- if (kind == "delayed-entry") pmax(0, time - sample(1:9, n, TRUE)) else NULL
  last <- tapply(time, group, max)
  taus <- unname(c(round(min(last) / 2, 2), min(last), max(last) + 1))
  part <- function(g) list(time = time[group == g], event = event[group == g], entry = if (!is.null(entry)) entry[group == g])
  results <- lapply(taus, function(tau) {
    a <- of_group(part(0), tau)
    b <- of_group(part(1), tau)
    se <- sqrt(a[2]^2 + b[2]^2)
    log_se <- sqrt((a[2] / a[1])^2 + (b[2] / b[1])^2)
    z <- qnorm(0.975)
    p <- function(z) if (is.finite(z)) 2 * pnorm(-abs(z)) else NA
    arr(c(a, b, b[1] - a[1] + c(0, -z, z) * se, p((b[1] - a[1]) / se),
          b[1] / a[1] * exp(c(0, -z, z) * log_se), p(log(b[1] / a[1]) / log_se)))
  })
  obj(kind = paste0('"', kind, '"'), time = arr(time), event = arr(event), group = arr(group),
      entry = if (is.null(entry)) "null" else arr(entry), horizons = arr(taus), results = list_of(results))
})
writeLines(lines, "restricted-mean-oracle.jsonl")
