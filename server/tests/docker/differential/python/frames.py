import sys, inspect, traceback, gc, threading
print([(f.function, f.filename) for f in inspect.stack()])
traceback.print_stack()
print(sys._getframe().f_back, sys.gettrace(), sys.getprofile(), gc.isenabled(), gc.get_threshold(), sys.excepthook, sys.displayhook)
