# Writes permutation-oracle.jsonl: 200 random data sets with the log-rank tests of R's coin package: the asymptotic statistic
# of all, and the exact p of two small groups. Run in this folder:  Rscript generate-permutation-oracle.R
suppressMessages({
  library(survival)
  library(coin)
})
source("json.R")
digits <- 12
set.seed(20250218)

kinds <- c("ties", "continuous", "heavy-censoring", "tiny", "three-groups")
lines <- sapply(1:200, function(i) {
  kind <- kinds[(i - 1) %% length(kinds) + 1]
  repeat {
    n <- if (kind == "tiny") sample(4:8, 1) else if (kind == "three-groups") sample(9:30, 1) else sample(9:15, 1)
    time <- if (kind == "continuous") round(rexp(n, 1 / 20), 3) + 0.01 else sample(1:10, n, TRUE)
    event <- as.integer(runif(n) < (if (kind == "heavy-censoring") 0.2 else 0.6))
    group <- sample(rep(if (kind == "three-groups") 0:2 else 0:1, length.out = n))
    scores <- logrank_trafo(Surv(time, event), ties.method = "mid-ranks")
    if (sd(scores) > 1e-6) break
  }
  test <- logrank_test(Surv(time, event) ~ factor(group), ties.method = "mid-ranks")
  exact <- NA
  if (kind != "three-groups")
    exact <- pvalue(logrank_test(Surv(time, event) ~ factor(group), ties.method = "mid-ranks", distribution = "exact"))
  statistic <- statistic(test)
  if (kind != "three-groups") statistic <- statistic^2
  obj(kind = paste0('"', kind, '"'), time = arr(time), event = arr(event), group = arr(group), scores = arr(scores),
      chiSquare = num(statistic), exactP = num(exact))
})
writeLines(lines, "permutation-oracle.jsonl")
