# Welcome to Madang! Press Run, change something, run it again.


def greet(name):
    return f"Hello, {name}!"


for name in ["world", "마당", "Python"]:
    print(greet(name))

print(f"2 to the power of 100 is {2**100}.")
