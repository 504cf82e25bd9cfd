# Leaves daemons that keep the terminal and write to it, and ends.
import os
import time

for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True:
                os.write(1, b'still here\n')
                time.sleep(0.05)
        os._exit(0)
time.sleep(0.3)
print('the parent ends')
os._exit(4)
