# Read climate.csv, which lies beside this file, and draw it.

import csv

with open("climate.csv", newline="", encoding="utf-8") as file:
    months = [
        (row["month"], float(row["temperature"]), float(row["rain"]))
        for row in csv.DictReader(file)
    ]

print("Seoul in an average year")
print("One block is 25 mm of rain")
print()

for name, temperature, rain in months:
    bar = "█" * max(1, int(rain / 25))
    print(f"{name} {temperature:5.1f} °C {bar} {rain:.1f}")

coldest = min(months, key=lambda month: month[1])
warmest = max(months, key=lambda month: month[1])
total = sum(rain for _, _, rain in months)

print()
print(f"Coldest: {coldest[0]} with {coldest[1]} °C")
print(f"Warmest: {warmest[0]} with {warmest[1]} °C")
print(f"Rain in all: {total:.1f} mm")
