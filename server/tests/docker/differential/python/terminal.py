import os, sys, termios, shutil
print([os.isatty(fd) for fd in range(3)], os.get_terminal_size(), shutil.get_terminal_size())
print(termios.tcgetattr(0), sys.stdout.line_buffering, sys.stdout.write_through, sys.stdout.encoding, sys.stdin.encoding, sys.stderr.errors)
