# Makes orphans by the thousand, which are PID 1's, and then as many zombies of its own as there is room for.
import os
import time


def fork():
    while True:
        try:
            return os.fork()
        except BlockingIOError:
            time.sleep(0.001)


def zombies():
    states = []
    for name in os.listdir('/proc'):
        try:
            states.append(open(f'/proc/{name}/stat').read().rpartition(')')[2].split()[0] if name.isdigit() else '')
        except OSError:
            pass
    return states.count('Z')


for _ in range(1000):
    child = fork()
    if child == 0:
        fork()
        os._exit(0)
    os.waitpid(child, 0)
deadline = time.monotonic() + 20
while zombies() > 0 and time.monotonic() < deadline:
    time.sleep(0.05)
print('orphans', zombies())
made = 0
try:
    while True:
        if os.fork() == 0:
            os._exit(0)
        made += 1
except BlockingIOError:
    pass
print('own', made > 100)
