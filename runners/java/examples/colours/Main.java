// Colours and a progress bar: a terminal obeys short codes between the words.

public class Main {
    private static final String ESC = "\u001b[";
    private static final String RESET = ESC + "0m";
    private static final int WIDTH = 36;

    record Colour(int red, int green, int blue) {
        /** A colour for a place between 0 and 1: three waves, a third apart. */
        static Colour rainbow(double place) {
            return new Colour(wave(place), wave(place + 1 / 3.0), wave(place + 2 / 3.0));
        }

        private static int wave(double place) {
            return (int) Math.round(128 + 100 * Math.sin(2 * Math.PI * place));
        }

        String paint(String text) {
            return "%s38;2;%d;%d;%dm%s%s".formatted(ESC, red, green, blue, text, RESET);
        }
    }

    private static String stripe(String sign, int length) {
        var text = new StringBuilder();
        for (int column = 0; column < length; column++) {
            text.append(Colour.rainbow((double) column / WIDTH).paint(sign));
        }
        return text.toString();
    }

    private static String style(int code, String name) {
        return ESC + code + "m" + name + RESET;
    }

    public static void main(String[] args) throws InterruptedException {
        System.out.println(String.join("  ",
            style(1, "bold"), style(3, "italic"), style(4, "underlined"), style(7, "reversed")));

        System.out.println(stripe("█", WIDTH));
        System.out.println();

        int length = WIDTH - 6;
        for (int percent = 0; percent <= 100; percent++) {
            int filled = length * percent / 100;
            // A carriage return goes back to the line's start: the next bar is drawn over the last.
            System.out.printf("\r%3d%% %s%s", percent, stripe("━", filled), "─".repeat(length - filled));
            Thread.sleep(20);
        }

        System.out.println();
        System.out.println(new Colour(46, 160, 67).paint("Done!"));
    }
}
