# Write a table to a file, read it back, and add it up.
# Files that a program writes can be opened and downloaded after the run.

import csv
from pathlib import Path

shopping = [
    ("kimbap", 3, 3500),
    ("banana milk", 2, 1700),
    ("mandarin", 12, 400),
]

receipt = Path("receipt.csv")

with receipt.open("w", newline="", encoding="utf-8") as file:
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["item", "count", "price"])
    table.writerows(shopping)

print(f"Wrote {receipt}: {receipt.stat().st_size} bytes")
print()

total = 0
with receipt.open(newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file):
        cost = int(row["count"]) * int(row["price"])
        total += cost
        print(f"{row['item']:<12} {row['count']:>2} x {row['price']:>5} = {cost:>6}")

print(f"{'total':<12} {total:>18}")

Path("total.txt").write_text(f"{total} won\n", encoding="utf-8")
print()
names = sorted(path.name for path in Path().iterdir() if path.suffix in (".csv", ".txt"))
print("Files here:", ", ".join(names))
