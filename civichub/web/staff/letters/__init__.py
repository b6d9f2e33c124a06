"""Letters at the desk: post that comes in, the log, answers, print runs and returned mail."""
