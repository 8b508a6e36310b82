# Writing results as JSON; numbers that are not finite are null.
digits <- 15
num <- function(x) {
  text <- sprintf(paste0("%.", digits, "g"), as.numeric(x))
  text[!is.finite(as.numeric(x))] <- "null"
  text
}
arr <- function(x) paste0("[", paste(num(x), collapse = ","), "]")
obj <- function(...) {
  members <- list(...)
  paste0("{", paste0('"', names(members), '":', unlist(members), collapse = ","), "}")
}
list_of <- function(items) paste0("[", paste(items, collapse = ","), "]")
