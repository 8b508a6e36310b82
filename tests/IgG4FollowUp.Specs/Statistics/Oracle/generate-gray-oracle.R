# Writes gray-oracle.jsonl: 200 random data sets of competing causes with Gray's test of R's cmprsk package.
# Run in this folder:  Rscript generate-gray-oracle.R
suppressMessages(library(cmprsk))
source("json.R")
digits <- 12
set.seed(20260401)

kinds <- c("ties", "continuous", "heavy-censoring", "small", "many-groups", "strata", "late-group", "weighted")
lines <- sapply(1:200, function(i) {
  kind <- kinds[(i - 1) %% length(kinds) + 1]
  n <- if (kind == "small") sample(6:10, 1) else sample(15:50, 1)
  groups <- if (kind == "many-groups") sample(3:4, 1) else sample(2:3, 1)
  repeat {
    time <- if (kind == "continuous") round(rexp(n, 1 / 20), 3) + 0.01 else sample(1:12, n, TRUE)
    cause <- ifelse(runif(n) < (if (kind == "heavy-censoring") 0.25 else 0.7), sample(1:2, n, TRUE), 0)
    group <- sample(rep(seq_len(groups) - 1, length.out = n))
    stratum <- if (kind == "strata") sample(0:1, n, TRUE) else rep(0, n)
    if (kind == "late-group") {
      # A group that is gone before the first event is no contrast.
      time <- c(time + 4, 1, 2, 2)
      cause <- c(cause, 0, 0, 0)
      group <- c(group, rep(groups, 3))
      stratum <- rep(0, n + 3)
    }
    if (length(unique(group[time > 4])) == groups && any(cause == 1)) break
  }
  rho <- if (kind == "weighted") 1 else 0
  kept <- if (kind == "late-group") group < groups else rep(TRUE, length(time))
  test <- try(cuminc(time[kept], cause[kept], group[kept], stratum[kept], rho = rho)$Tests, silent = TRUE)
  tests <- if (inherits(test, "try-error")) c(NA, NA) else test[match(c("1", "2"), rownames(test)), "stat"]
  obj(kind = paste0('"', kind, '"'), time = arr(time), cause = arr(cause), group = arr(group), stratum = arr(stratum),
      rho = num(rho), degrees = num(groups - 1), chiSquare = arr(tests))
})
writeLines(lines, "gray-oracle.jsonl")
