# The gate of an interpreter that is booted ahead of its program. Python runs this file before it opens
# the program; where no FIFO is, as in every start but that one, it goes on at once. `posix` is built in: what
# a program would import itself has not been imported.
import posix

try:
    _gate = posix.open("/run/madang/gate", posix.O_RDONLY | posix.O_CLOEXEC)
except OSError:
    pass
else:
    posix.read(_gate, 1)
    posix.close(_gate)
    del _gate
del posix
