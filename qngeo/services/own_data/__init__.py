"""Own data: who may write, what comes in, what was known when."""
