import sys
print("?> ", end="", flush=True)
for number, line in enumerate(sys.stdin):
    print(number, repr(line), "?> ", end="", flush=True)
