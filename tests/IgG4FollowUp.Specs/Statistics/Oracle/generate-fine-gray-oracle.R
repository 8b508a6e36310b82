# Writes fine-gray-oracle.jsonl: 200 random data sets of competing causes with the model of R's cmprsk package.
# Run in this folder:  Rscript generate-fine-gray-oracle.R
suppressMessages({
  library(cmprsk)
  library(survival)
})
source("json.R")
digits <- 12
set.seed(20260519)

kinds <- c("ties", "continuous", "heavy-censoring", "no-censoring", "many-competing")
lines <- sapply(1:200, function(i) {
  kind <- kinds[(i - 1) %% length(kinds) + 1]
  repeat {
    n <- sample(15:30, 1)
    time <- if (kind == "continuous") round(rexp(n, 1 / 20), 2) + 0.01 else sample(1:12, n, TRUE)
    share <- switch(kind, "heavy-censoring" = 0.3, "no-censoring" = 1, 0.7)
    cause <- ifelse(runif(n) < share, sample(1:2, n, TRUE, if (kind == "many-competing") c(0.3, 0.7) else c(0.6, 0.4)), 0)
    x <- cbind(sample(0:1, n, TRUE), round(rnorm(n, 50, 12)))[, seq_len(sample(1:2, 1)), drop = FALSE]
    if (sum(cause == 1) < 3 || any(apply(x, 2, sd) == 0)) next
    fit <- suppressWarnings(try(crr(time, cause, x, gtol = 1e-13, maxiter = 50), silent = TRUE))
    if (!inherits(fit, "try-error") && fit$converged &&
        all(abs(fit$coef) * apply(x, 2, sd) < 4) && all(sqrt(diag(fit$var)) * apply(x, 2, sd) < 5)) break
  }
  # The same estimates by another way, weighted rows, which takes events before censorings at the same time out of the
  # censoring's risk set.
  d <- finegray(Surv(time, factor(cause, 0:2)) ~ ., data.frame(time, cause, x), etype = "1")
  covariates <- as.matrix(d[, grep("^[Xx]", names(d)), drop = FALSE])
  other <- coxph(Surv(fgstart, fgstop, fgstatus) ~ covariates, d, weights = d$fgwt, ties = "breslow")
  if (!anyDuplicated(time)) stopifnot(max(abs(coef(other) - fit$coef)) < 1e-6)
  obj(kind = paste0('"', kind, '"'), time = arr(time), cause = arr(cause), x = arr(t(x)), coefficients = arr(fit$coef),
      errors = arr(sqrt(diag(fit$var))), modelErrors = arr(sqrt(diag(fit$invinf))),
      logLikelihood = arr(c(fit$loglik.null, fit$loglik)))
})
writeLines(lines, "fine-gray-oracle.jsonl")
