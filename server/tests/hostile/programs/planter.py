# Leaves links to what is not its own, over its own files and beside them, in every place that can be written.
import os

for place in '.', '/tmp', '/dev/shm':
    for number, target in enumerate(['/etc/passwd', '/', '/workspace', '/proc/1/root', '../../..', '/proc/self/fd']):
        os.symlink(target, f'{place}/link{number}')
os.remove('main.py')
os.symlink('/etc/passwd', 'main.py')
os.mkdir('lib')
os.symlink('/etc', 'lib/etc')
try:
    os.link('/workspace/main.py', 'hard')
    print('a hard link leaves the workspace')
except OSError:
    pass
for path in '/workspace/main.py', '/workspace/planted', '/workspace':
    try:
        os.rename(path, path + '.moved')
        print('moved', path)
    except OSError:
        pass
print('planted', len(os.listdir('.')))
