line = input("? ")
for number in range(LINES):
    print(line, number)
