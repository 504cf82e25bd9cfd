import os

parent = os.getpid()
print('up')
full = False
while True:
    try:
        os.fork()
    except BlockingIOError:
        if os.getpid() == parent and not full:
            full = True
            print('full')
