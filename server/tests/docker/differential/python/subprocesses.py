import subprocess, sys
print(subprocess.run([sys.executable, "-c", "import sys; print(sys.argv, sys.flags.unbuffered)"], capture_output=True))
print(subprocess.run(["sh", "-c", "echo out; echo err >&2; exit 4"], capture_output=True))
print(subprocess.run(["sh", "-c", "env | grep -v ^_= | sort; ls -l /proc/self/fd | wc -l"], capture_output=True, text=True).stdout)
