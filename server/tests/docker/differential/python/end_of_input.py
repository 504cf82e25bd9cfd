import sys
print("?> ", end="", flush=True)
print(repr(sys.stdin.readline()))
print("?> ", end="", flush=True)
print(repr(sys.stdin.read()))
