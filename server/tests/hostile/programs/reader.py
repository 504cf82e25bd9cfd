# Prints all that can be read of processes, mounts and directories.
import glob
import os

print(os.environ)
names = 'environ', 'cmdline', 'mountinfo', 'mounts', 'cgroup', 'status', 'stat', 'maps', 'comm', 'limits'
paths = [path for name in names for path in glob.glob(f'/proc/[0-9]*/{name}')]
paths += [f'/proc/{name}' for name in ('cmdline', 'keys', 'key-users', 'locks', 'mdstat', 'modules', 'swaps', 'version')]
paths += glob.glob('/proc/net/*') + glob.glob('/sys/class/net/*/*')
for top in '/workspace', '/home', '/run', '/tmp', '/var/lib/madang', '/var/run', '/root', '/srv', '/mnt', '/opt', '/boot':
    for directory, _, files in os.walk(top):
        print(directory, files)
        paths += [os.path.join(directory, name) for name in files]
for path in paths:
    try:
        with open(path, 'rb') as file:
            print(path, file.read(1 << 16))
    except OSError:
        pass
