import threading
import time

# Once the main thread sleeps for sure.
threading.Timer(0.5, print, ["?> "]).start()
time.sleep(60)
