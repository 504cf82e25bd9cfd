# 2048: push the numbers with the arrow keys; two of a kind become one. q quits.

import random
import sys
import termios
import tty

SIZE = 4
ARROWS = {"A": "up", "B": "down", "C": "right", "D": "left"}
LETTERS = {"w": "up", "s": "down", "d": "right", "a": "left"}
# How often the board is turned until "this way" is "to the left".
TURNS = {"left": 0, "down": 1, "right": 2, "up": 3}


def read_key() -> str:
    key = sys.stdin.read(1)
    if key == "\x1b":
        # An arrow key is three characters: escape, a bracket and a letter.
        return ARROWS.get(sys.stdin.read(2)[-1], "")
    return LETTERS.get(key.lower(), key)


def turn(board):
    return [list(row) for row in zip(*reversed(board))]


def slide(row):
    """One row to the left, and what that scores."""
    numbers = [number for number in row if number]
    result, score = [], 0
    while numbers:
        number = numbers.pop(0)
        if numbers and numbers[0] == number:
            number += numbers.pop(0)
            score += number
        result.append(number)
    return result + [0] * (SIZE - len(result)), score


def push(board, way):
    for _ in range(TURNS[way]):
        board = turn(board)
    rows = [slide(row) for row in board]
    board = [row for row, _ in rows]
    for _ in range((4 - TURNS[way]) % 4):
        board = turn(board)
    return board, sum(score for _, score in rows)


def drop_number(board):
    row, column = random.choice(
        [(r, c) for r in range(SIZE) for c in range(SIZE) if board[r][c] == 0]
    )
    board[row][column] = random.choice([2, 2, 2, 4])


def can_move(board):
    return any(push(board, way)[0] != board for way in TURNS)


def draw(board, score):
    lines = [f"2048   Score {score}", ""]
    for row in board:
        cells = ""
        for number in row:
            # Each doubling has the next of the 216 colours' warm end.
            colour = 240 if number == 0 else 28 + 6 * number.bit_length()
            cells += f"\x1b[48;5;{colour};38;5;231m{number or '·':^7}\x1b[0m "
        lines += [cells, ""]
    lines += ["Arrows or w a s d push, q quits.", ""]
    # From the top left corner; what is left of an older line is erased.
    sys.stdout.write("\x1b[H" + "\x1b[K\r\n".join(lines) + "\x1b[J")
    sys.stdout.flush()


def play():
    board = [[0] * SIZE for _ in range(SIZE)]
    score = 0
    drop_number(board)
    drop_number(board)
    sys.stdout.write("\x1b[2J\x1b[?25l")
    draw(board, score)
    while can_move(board):
        key = read_key()
        if key in ("q", ""):
            break
        if key not in TURNS:
            continue
        pushed, gained = push(board, key)
        if pushed != board:
            board, score = pushed, score + gained
            drop_number(board)
            draw(board, score)
    print(f"The end. Your score: {score}")


if not sys.stdin.isatty():
    sys.exit("This game needs a terminal: choose it in the settings.")

before = termios.tcgetattr(sys.stdin)
try:
    # Keys come one by one, without Enter and unseen. Ctrl-C still works.
    tty.setcbreak(sys.stdin)
    play()
except KeyboardInterrupt:
    print("Bye!")
finally:
    termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
    sys.stdout.write("\x1b[?25h")
