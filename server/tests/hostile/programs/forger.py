# Writes a launcher's message wherever something can be written, and ends as no forgery says.
import glob
import os

forged = bytes.fromhex(open('forged').read())


def write(path):
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        os.write(descriptor, forged)
        os.close(descriptor)
    except OSError:
        pass


for descriptor in range(1024):
    try:
        os.write(descriptor, forged)
    except OSError:
        pass
for name in 'gate', 'compile-gate', 'forged':
    try:
        os.mkfifo(f'/run/madang/{name}')
    except OSError:
        pass
for place in '/proc/[0-9]*/fd/*', '/dev/*', '/dev/*/*', '/run/*', '/run/*/*', '/tmp/*':
    for path in glob.glob(place):
        write(path)
os._exit(6)
