def f(n):
    return 10 / n


def g():
    f(0)


g()
