# Tries everything on PID 1, and says of each attempt what came of it.
import ctypes
import errno
import os
import platform
import resource
import signal
import struct

NUMBERS = {
    'x86_64': dict(ptrace=101, process_vm_readv=310, process_vm_writev=311, pidfd_open=434, pidfd_getfd=438,
                   pidfd_send_signal=424, ioprio_set=251, kcmp=312, process_madvise=440, migrate_pages=256,
                   move_pages=279, sched_setattr=314, get_robust_list=274, setns=308),
    'aarch64': dict(ptrace=117, process_vm_readv=270, process_vm_writev=271, pidfd_open=434, pidfd_getfd=438,
                    pidfd_send_signal=424, ioprio_set=30, kcmp=272, process_madvise=440, migrate_pages=238,
                    move_pages=239, sched_setattr=274, get_robust_list=100, setns=268),
}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)


def call(name, *arguments):
    ctypes.set_errno(0)
    arguments = [ctypes.c_long(it) if isinstance(it, int) else it for it in arguments]
    result = libc.syscall(ctypes.c_long(NUMBERS[name]), *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return result


def attempt(name, action):
    try:
        action()
        print(name, 'done')
    except OSError as error:
        print(name, errno.errorcode[error.errno])


def read(path):
    with open(path, 'rb') as file:
        file.read(1)


def write(path, content):
    with open(path, 'r+b', buffering=0) as file:
        file.write(content)


def nature():
    """What would differ if an attempt had worked."""
    limits = open('/proc/1/limits').read() if os.access('/proc/1/limits', os.R_OK) else ''
    return os.getpriority(os.PRIO_PROCESS, 1), os.sched_getscheduler(1), os.sched_getaffinity(1), limits


before = nature()
for number in 'SIGKILL', 'SIGSTOP', 'SIGTERM', 'SIGHUP', 'SIGINT', 'SIGSEGV', 'SIGCHLD', 'SIGUSR1', 'SIGPIPE', 'SIGCONT':
    attempt(f'kill(1,{number})', lambda: os.kill(1, getattr(signal, number)))
attempt('kill(getppid())', lambda: os.kill(os.getppid(), signal.SIGKILL))
pidfd = call('pidfd_open', 1, 0)
attempt('pidfd_send_signal', lambda: call('pidfd_send_signal', pidfd, 9, 0, 0))
attempt('pidfd_getfd', lambda: call('pidfd_getfd', pidfd, 0, 0))
attempt('ptrace(ATTACH)', lambda: call('ptrace', 16, 1, 0, 0))
attempt('ptrace(SEIZE)', lambda: call('ptrace', 0x4206, 1, 0, 0))
buffer = ctypes.create_string_buffer(8)
vector = ctypes.create_string_buffer(struct.pack('PN', ctypes.addressof(buffer), 8))
attempt('process_vm_readv', lambda: call('process_vm_readv', 1, vector, 1, vector, 1, 0))
attempt('process_vm_writev', lambda: call('process_vm_writev', 1, vector, 1, vector, 1, 0))
attempt('process_madvise', lambda: call('process_madvise', pidfd, vector, 1, 4, 0))
attempt('migrate_pages', lambda: call('migrate_pages', 1, 8, vector, vector))
attempt('move_pages', lambda: call('move_pages', 1, 1, vector, 0, vector, 0))
attempt('kcmp', lambda: call('kcmp', os.getpid(), 1, 0, 0, 0))
attempt('get_robust_list', lambda: call('get_robust_list', 1, vector, buffer))
attempt('setns', lambda: call('setns', pidfd, 0x20000000))
for name in 'mem', 'environ', 'maps', 'smaps', 'pagemap', 'auxv', 'stack', 'syscall', 'io', 'personality':
    attempt(f'/proc/1/{name}', lambda: read(f'/proc/1/{name}'))
for name in 'fd', 'fdinfo', 'map_files', 'ns':
    attempt(f'/proc/1/{name}', lambda: [os.readlink(f'/proc/1/{name}/{it}') for it in os.listdir(f'/proc/1/{name}')])
for name in 'exe', 'cwd', 'root':
    attempt(f'/proc/1/{name}', lambda: os.readlink(f'/proc/1/{name}'))
for name in 'mem', 'oom_score_adj', 'comm', 'coredump_filter', 'clear_refs', 'autogroup':
    attempt(f'write /proc/1/{name}', lambda: write(f'/proc/1/{name}', b'0'))
attempt('prlimit(NOFILE)', lambda: resource.prlimit(1, resource.RLIMIT_NOFILE, (3, 3)))
attempt('prlimit(AS)', lambda: resource.prlimit(1, resource.RLIMIT_AS, (4096, 4096)))
attempt('prlimit(CPU)', lambda: resource.prlimit(1, resource.RLIMIT_CPU, (0, 0)))
attempt('setpriority', lambda: os.setpriority(os.PRIO_PROCESS, 1, 19))
attempt('ioprio_set', lambda: call('ioprio_set', 1, 1, 3 << 13))
attempt('sched_setscheduler', lambda: os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0)))
attempt('sched_setparam', lambda: os.sched_setparam(1, os.sched_param(0)))
attempt('sched_setattr', lambda: call('sched_setattr', 1, ctypes.create_string_buffer(struct.pack('IIQiIQQQ', 48, 5, 0, 0, 0, 0, 0, 0)), 0))
attempt('sched_setaffinity', lambda: os.sched_setaffinity(1, {min(os.sched_getaffinity(0))}))
attempt('kill(-1)', lambda: os.kill(-1, signal.SIGKILL))
print('unchanged', nature() == before)
raise SystemExit(7)
