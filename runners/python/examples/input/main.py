# Ask, and be kind about the answers.


def ask_age() -> int:
    while True:
        answer = input("How old are you? ").strip()
        try:
            age = int(answer)
        except ValueError:
            print(f"  {answer!r} is not a whole number. Try digits, like 17.")
            continue
        if 0 <= age <= 130:
            return age
        print("  Between 0 and 130, please.")


name = input("What is your name? ").strip() or "friend"
age = ask_age()

print()
print(f"Hello, {name}!")
print(f"You have lived about {age * 365:,} days,")
print(f"and in ten years you will be {age + 10}.")
