// Read climate.csv, which lies beside this file, and draw it.

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

public class Main {
    public static void main(String[] args) throws IOException {
        List<Month> months;
        try (var lines = Files.lines(Path.of("climate.csv"))) {
            months = lines.skip(1).map(Month::parse).toList();
        }

        System.out.println("Seoul in an average year");
        System.out.println("One block is 25 mm of rain");
        System.out.println();

        for (Month month : months) {
            System.out.printf("%s %5.1f °C %s %.1f%n", month.name(), month.temperature(), month.bar(), month.rain());
        }

        var byTemperature = Comparator.comparingDouble(Month::temperature);
        Month coldest = months.stream().min(byTemperature).orElseThrow();
        Month warmest = months.stream().max(byTemperature).orElseThrow();
        double total = months.stream().mapToDouble(Month::rain).sum();

        System.out.println();
        System.out.printf("Coldest: %s with %.1f °C%n", coldest.name(), coldest.temperature());
        System.out.printf("Warmest: %s with %.1f °C%n", warmest.name(), warmest.temperature());
        System.out.printf("Rain in all: %.1f mm%n", total);
    }
}
