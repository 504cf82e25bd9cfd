# A kitchen with three cooks: waiting is done at the same time.

import time
from concurrent.futures import ThreadPoolExecutor, as_completed

DISHES = {"soup": 0.9, "rice": 0.6, "egg": 0.3, "tea": 0.9}


def cook(dish: str) -> str:
    # A sleeping thread lets the others work, as one that waits for a disk or a network does.
    time.sleep(DISHES[dish])
    return dish


start = time.perf_counter()

with ThreadPoolExecutor(max_workers=3) as cooks:
    # Tea has to wait until a cook is free.
    orders = [cooks.submit(cook, dish) for dish in DISHES]
    for order in as_completed(orders):
        print(f"{time.perf_counter() - start:4.1f} s  {order.result()} is ready")

together = time.perf_counter() - start
print(f"Together: {together:.1f} s. One after another: {sum(DISHES.values()):.1f} s.")
