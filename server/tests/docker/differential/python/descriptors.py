import os
for fd in sorted(map(int, os.listdir("/proc/self/fd"))):
    try: print(fd, os.readlink(f"/proc/self/fd/{fd}"), os.get_inheritable(fd), os.get_blocking(fd))
    except OSError as error: print(fd, "the listing")
print(os.open("/dev/null", os.O_RDONLY))
