import time
print("?> ")
time.sleep(60)
