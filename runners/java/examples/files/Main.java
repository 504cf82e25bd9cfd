// Write a table to a file, read it back, and add it up.
// Files that a program writes can be opened and downloaded after the run.

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

public class Main {
    record Line(String item, int count, int price) {
        int cost() {
            return count * price;
        }

        static Line parse(String row) {
            String[] cells = row.split(",");
            return new Line(cells[0], Integer.parseInt(cells[1]), Integer.parseInt(cells[2]));
        }
    }

    public static void main(String[] args) throws IOException {
        var shopping = List.of(
            new Line("kimbap", 3, 3500),
            new Line("banana milk", 2, 1700),
            new Line("mandarin", 12, 400));
        var receipt = Path.of("receipt.csv");

        var rows = new ArrayList<>(List.of("item,count,price"));
        for (Line line : shopping) {
            rows.add("%s,%d,%d".formatted(line.item, line.count, line.price));
        }
        Files.write(receipt, rows);

        System.out.printf("Wrote %s: %d bytes%n%n", receipt, Files.size(receipt));

        List<Line> read = Files.readAllLines(receipt).stream().skip(1).map(Line::parse).toList();
        for (Line line : read) {
            System.out.printf("%-12s %2d x %5d = %6d%n", line.item, line.count, line.price, line.cost());
        }
        int total = read.stream().mapToInt(Line::cost).sum();
        System.out.printf("%-12s %18d%n%n", "total", total);

        Files.writeString(Path.of("total.txt"), total + " won\n");
        try (var files = Files.list(Path.of(""))) {
            var names = files.map(Path::toString).filter(name -> name.matches(".*\\.(csv|txt)"));
            System.out.println("Files here: " + names.sorted().collect(Collectors.joining(", ")));
        }
    }
}
