# Fills every place that can be written with files, and with queues.
import errno
import os


def fill(make):
    for number in range(1_000_000):
        try:
            make(number)
        except OSError as error:
            return number, errno.errorcode[error.errno]


def file_in(directory):
    return lambda number: os.close(os.open(f'{directory}/file{number}', os.O_CREAT))


for directory in '.', '/tmp', '/dev/shm':
    print(directory, *fill(file_in(directory)))
for number in range(4096):
    os.remove(f'/tmp/file{number}')
# Opened as files, queues need no call of their own.
print('/dev/mqueue', *fill(file_in('/dev/mqueue')))

types = set()
for line in open('/proc/self/mounts'):
    _, place, kind, *_ = line.split()
    if os.path.isdir(place) and os.access(place, os.W_OK):
        types.add(kind)
print('written to', *sorted(types))
