import time
try:
    print("?> ", end="", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    print("caught")
raise SystemExit(3)
