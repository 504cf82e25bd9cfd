import os, sys
if os.environ.get("AGAIN"):
    print("again", sys.argv)
else:
    os.environ["AGAIN"] = "1"
    os.execv(sys.executable, [sys.executable, "main.py", "x"])
