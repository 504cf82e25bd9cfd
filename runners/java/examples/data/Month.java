/** One line of climate.csv. */
record Month(String name, double temperature, double rain) {
    static Month parse(String line) {
        String[] cells = line.split(",");
        return new Month(cells[0], Double.parseDouble(cells[1]), Double.parseDouble(cells[2]));
    }

    /** A bar with a block for every 25 mm of rain. */
    String bar() {
        return "█".repeat(Math.max(1, (int) (rain / 25)));
    }
}
