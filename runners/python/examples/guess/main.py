# Guess the number. Halving what is left always gets there in seven.

import random

secret = random.randint(1, 100)
low, high = 1, 100
guesses = 0

print("I am thinking of a number between 1 and 100.")

while True:
    answer = input(f"Your guess ({low} to {high}): ").strip()
    if not answer.isdecimal():
        print("  Digits only, please.")
        continue
    guess = int(answer)
    guesses += 1
    if guess < secret:
        print("  Too low.")
        low = max(low, guess + 1)
    elif guess > secret:
        print("  Too high.")
        high = min(high, guess - 1)
    else:
        break

print(f"Yes, it was {secret}! You needed {guesses} {'guess' if guesses == 1 else 'guesses'}.")
print("That was quick!" if guesses <= 7 else "Tip: always guess the middle of what is left.")
