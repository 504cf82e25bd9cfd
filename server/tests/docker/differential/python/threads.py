import threading, queue
q = queue.Queue()
threads = [threading.Thread(target=lambda n=n: q.put(n * n), name=f"t{n}") for n in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(sorted(q.get() for _ in threads), threading.current_thread().name, threading.active_count())
def fail(): raise ValueError("in a thread")
thread = threading.Thread(target=fail, name="failing"); thread.start(); thread.join()
