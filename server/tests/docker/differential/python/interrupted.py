import sys
import threading
import time

# Once the main thread sleeps for sure; in one write, because what is typed is echoed at the first of it.
threading.Timer(0.5, sys.stdout.write, ["?> "]).start()
time.sleep(60)
