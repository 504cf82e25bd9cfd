import sys
print(sys.argv, sys.orig_argv[0], __name__, __file__, sys.path)
print(sys.flags, sys.executable, sys.prefix)
print(__builtins__ is __import__("builtins"), __spec__, __doc__, __package__, sorted(globals()))
