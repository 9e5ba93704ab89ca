# deSolve (LSODA) with the right-hand side in C. Arguments: job folder, rtol, patients, output.
suppressMessages(library(deSolve))
asked <- commandArgs(trailingOnly = TRUE)
folder <- asked[1]; rtol <- as.numeric(asked[2]); n <- as.integer(asked[3]); out <- asked[4]
dyn.load(file.path(folder, paste0("desolve_rhs", .Platform$dynlib.ext)))
table <- function(name) as.matrix(read.csv(file.path(folder, name), header = FALSE))
start <- table("start.csv"); parameters <- table("parameters.csv"); amounts <- table("amounts.csv")
times <- as.numeric(table("times.csv")); doses <- read.csv(file.path(folder, "doses.csv"))
floors <- as.numeric(table("floors.csv"))
run <- function(i) {
  y <- start[i, ]; names(y) <- paste0("y", seq_along(y))
  events <- data.frame(var = names(y)[doses$state + 1], time = doses$day, value = amounts[i, ],
                       method = "add")
  lsoda(y, times, "derivs", parms = parameters[i, ], dllname = "desolve_rhs",
        initfunc = "initmod", rtol = rtol, atol = rtol * floors, maxsteps = 200000,
        events = list(data = events))[, -1]
}
invisible(run(1))
begin <- proc.time()
values <- lapply(seq_len(n), run)
taken <- proc.time() - begin
flat <- do.call(rbind, values)
con <- file(paste0(out, ".bin"), "wb"); writeBin(as.numeric(t(flat)), con); close(con)
cat(sum(taken[1:2]), as.character(packageVersion("deSolve")), file = paste0(out, ".txt"))
