import atexit, weakref
class C:
    def __del__(self): print("deleted")
c = C()
atexit.register(print, "at exit")
weakref.finalize(c, print, "finalized")
print("end")
