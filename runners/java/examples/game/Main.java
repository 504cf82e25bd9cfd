// Minesweeper: open every field without a mine. "b3" opens, "!b3" flags, "q" quits.

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Scanner;
import java.util.Set;

public class Main {
    private static final int SIZE = 8;
    private static final int MINES = 9;
    private static final String[] COLOURS = {"", "94", "32", "91", "95", "33", "36", "97", "97"};

    record Field(int row, int column) {
        List<Field> around() {
            var fields = new ArrayList<Field>();
            for (int r = Math.max(row - 1, 0); r <= Math.min(row + 1, SIZE - 1); r++) {
                for (int c = Math.max(column - 1, 0); c <= Math.min(column + 1, SIZE - 1); c++) {
                    fields.add(new Field(r, c));
                }
            }
            return fields;
        }
    }

    private final Set<Field> mines = new HashSet<>();
    private final Set<Field> open = new HashSet<>();
    private final Set<Field> flags = new HashSet<>();

    public static void main(String[] args) {
        new Main().play(new Scanner(System.in));
    }

    private void play(Scanner keyboard) {
        System.out.printf("%d mines. b3 opens, !b3 flags, q quits.%n", MINES);
        while (true) {
            draw(false);
            System.out.print("> ");
            String answer = keyboard.hasNextLine() ? keyboard.nextLine().strip().toLowerCase() : "q";
            if (answer.equals("q")) {
                System.out.println("Bye!");
                return;
            }
            if (!answer.matches("!?[a-h][1-8]")) {
                System.out.println("Like this, please: b3, or !b3.");
                continue;
            }
            String place = answer.replace("!", "");
            var field = new Field(place.charAt(1) - '1', place.charAt(0) - 'a');
            if (answer.startsWith("!")) {
                if (!flags.remove(field)) {
                    flags.add(field);
                }
            } else if (!flags.contains(field)) {
                if (mines.isEmpty()) {
                    layMines(field);
                }
                if (mines.contains(field)) {
                    draw(true);
                    System.out.println("Boom! That was a mine.");
                    return;
                }
                uncover(field);
                if (open.size() == SIZE * SIZE - MINES) {
                    draw(true);
                    System.out.println("You found them all. Well done!");
                    return;
                }
            }
        }
    }

    /** Mines come after the first move, and never beside it. */
    private void layMines(Field first) {
        var random = new Random();
        while (mines.size() < MINES) {
            var mine = new Field(random.nextInt(SIZE), random.nextInt(SIZE));
            if (!first.around().contains(mine)) {
                mines.add(mine);
            }
        }
    }

    private long minesAround(Field field) {
        return field.around().stream().filter(mines::contains).count();
    }

    /** Opens a field, and all around where no mine is near. */
    private void uncover(Field field) {
        var next = new ArrayDeque<>(List.of(field));
        while (!next.isEmpty()) {
            Field here = next.pop();
            if (open.add(here) && minesAround(here) == 0) {
                next.addAll(here.around());
            }
        }
    }

    private void draw(boolean withMines) {
        System.out.println("\n    a b c d e f g h");
        for (int row = 0; row < SIZE; row++) {
            var line = new StringBuilder("  " + (row + 1) + " ");
            for (int column = 0; column < SIZE; column++) {
                line.append(sign(new Field(row, column), withMines)).append(' ');
            }
            System.out.println(line);
        }
    }

    private String sign(Field field, boolean withMines) {
        if (withMines && mines.contains(field)) {
            return "\u001b[91m*\u001b[0m";
        }
        if (!open.contains(field)) {
            return flags.contains(field) ? "\u001b[93m!\u001b[0m" : "·";
        }
        int count = (int) minesAround(field);
        return count == 0 ? " " : "\u001b[" + COLOURS[count] + "m" + count + "\u001b[0m";
    }
}
