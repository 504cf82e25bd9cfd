import sys, warnings
print("to stderr", file=sys.stderr)
warnings.warn("careful")
print("no newline at the end", end="")
