import os, stat
print(os.getcwd(), sorted(os.listdir(".")), sorted(os.listdir("/tmp")), oct(os.umask(0)))
with open("out.txt", "w") as file:
    file.write("줄\nline\n")
print(open("out.txt").read(), oct(os.stat("out.txt").st_mode), os.path.getsize("out.txt"))
os.makedirs("a/b")
os.rename("out.txt", "a/b/out.txt")
print([(d, sorted(n), sorted(f)) for d, n, f in sorted(os.walk("."))])
print(os.path.exists("/run/madang/gate"), os.listdir("/run/madang"))
