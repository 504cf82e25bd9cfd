# Colours and a progress bar: a terminal obeys short codes between the words.

import math
import time

ESC = "\x1b["
RESET = f"{ESC}0m"
WIDTH = 36


def coloured(text: str, red: int, green: int, blue: int) -> str:
    return f"{ESC}38;2;{red};{green};{blue}m{text}{RESET}"


def rainbow(place: float) -> tuple[int, int, int]:
    """A colour for a place between 0 and 1: three waves, a third apart."""
    waves = (math.sin(math.tau * (place + third / 3)) for third in range(3))
    red, green, blue = (round(128 + 100 * wave) for wave in waves)
    return red, green, blue


def stripe(sign: str, length: int) -> str:
    return "".join(coloured(sign, *rainbow(column / WIDTH)) for column in range(length))


styles = {1: "bold", 3: "italic", 4: "underlined", 7: "reversed"}
print("  ".join(f"{ESC}{code}m{name}{RESET}" for code, name in styles.items()))

print(stripe("█", WIDTH))
print()

length = WIDTH - 6
for percent in range(101):
    filled = length * percent // 100
    # A carriage return goes back to the line's start: the next bar is drawn over the last.
    print(f"\r{percent:3}% {stripe('━', filled)}{'─' * (length - filled)}", end="", flush=True)
    time.sleep(0.02)

print()
print(coloured("Done!", 46, 160, 67))
