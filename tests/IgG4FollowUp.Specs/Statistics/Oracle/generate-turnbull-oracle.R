# Writes turnbull-oracle.jsonl: 200 random sets of interval-censored times in two or three groups with the distribution of
# R's npsurv package and the generalised log-rank scores and statistic, written out from their definition.
# Run in this folder:  Rscript generate-turnbull-oracle.R
suppressMessages(library(npsurv))
source("json.R")
digits <- 12
set.seed(20240806)

kinds <- c("visits", "continuous", "heavy-censoring", "tiny", "overlapping", "exact-and-censored", "left-censored", "one-value")
data_set <- function(kind) {
  n <- if (kind == "tiny") sample(2:5, 1) else sample(10:40, 1)
  time <- rexp(n, 1 / 8)
  left <- right <- rep(0, n)
  for (i in 1:n) {
    visits <- switch(kind, visits = 0:12 * 2, continuous = c(0, round(cumsum(rexp(8, 1 / 3)), 3) + 0.001),
                     "heavy-censoring" = c(0, sort(sample(1:6, 2))), overlapping = c(0, sort(sample(1:30, 4))),
                     "left-censored" = c(0, sample(8:14, 1)), "one-value" = c(0, 5), c(0, sort(sample(1:20, 6))))
    left[i] <- max(visits[visits < time[i]])
    right[i] <- if (any(visits >= time[i])) min(visits[visits >= time[i]]) else Inf
    if (kind == "exact-and-censored") {
      t <- ceiling(time[i])
      left[i] <- t
      right[i] <- if (runif(1) < 0.6) t else Inf
    }
  }
  list(left = left, right = right, group = sample(rep(0:sample(1:2, 1), length.out = n)))
}

# npsurv stops early, so its estimate is the beginning of a self-consistency iteration of its own.
masses <- function(d) {
  f <- npsurv(cbind(d$left, d$right), tol = 1e-12, maxit = 1000)$f
  keep <- f$p > 1e-9
  inside <- outer(seq_along(d$left), which(keep), function(i, j) {
    known <- f$left[j] == f$right[j]
    ifelse(d$left[i] == d$right[i], known & f$left[j] == d$left[i],
           f$left[j] >= d$left[i] & f$right[j] <= d$right[i] & !(known & f$left[j] == d$left[i]))
  })
  inside <- matrix(inside, length(d$left))
  p <- f$p[keep]
  for (k in 1:20000) {
    new <- p * colMeans(inside / drop(inside %*% p))
    done <- max(abs(new - p)) < 1e-14
    p <- new
    if (done) break
  }
  list(left = f$left[keep], right = f$right[keep], p = p, inside = inside)
}

lines <- sapply(1:200, function(i) {
  kind <- kinds[(i - 1) %% length(kinds) + 1]
  d <- data_set(kind)
  m <- masses(d)
  log_likelihood <- sum(log(drop(m$inside %*% m$p)))
  # Peto and Peto's scores: the slope of the log likelihood in a common log hazard.
  before <- sapply(seq_along(d$left), function(i) sum(m$p[cumsum(m$inside[i, ]) > 0 | rev(cumsum(rev(m$inside[i, ]))) == 0]))
  after <- before - drop(m$inside %*% m$p)
  xlogx <- function(x) ifelse(x > 1e-12, x * log(pmax(x, 1e-12)), 0)
  scores <- (xlogx(before) - xlogx(after)) / (before - after)
  groups <- sort(unique(d$group))
  n <- length(scores)
  u <- sapply(groups, function(g) sum(scores[d$group == g]) - sum(d$group == g) * mean(scores))
  sizes <- sapply(groups, function(g) sum(d$group == g))
  v <- sum((scores - mean(scores))^2) / (n - 1) * (diag(sizes, length(sizes)) - outer(sizes, sizes) / n)
  chisq <- NA
  if (length(groups) > 1 && sum((scores - mean(scores))^2) > 1e-9) {
    k <- seq_along(groups)[-1]
    chisq <- drop(u[k] %*% solve(v[k, k, drop = FALSE], u[k]))
  }
  obj(kind = paste0('"', kind, '"'), left = arr(d$left), right = arr(d$right), group = arr(d$group),
      massLeft = arr(m$left), massRight = arr(m$right), probability = arr(m$p), logLikelihood = num(log_likelihood),
      scores = arr(scores), chiSquare = num(chisq))
})
writeLines(lines, "turnbull-oracle.jsonl")
