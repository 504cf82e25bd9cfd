// Compiled when the image is built, for the archive of the compiler's classes, and by every compiler that is
// booted ahead: what programs often use.

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.function.Function;
import java.util.stream.Collectors;

public class WarmUp {
    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    enum Color { RED, GREEN }

    static abstract class Animal {
        private final String name;

        Animal(String name) {
            this.name = name;
        }

        abstract String sound();

        @Override
        public String toString() {
            return name + " says " + sound();
        }
    }

    static double area(Shape shape) {
        return switch (shape) {
            case Circle circle -> Math.PI * circle.radius() * circle.radius();
            case Square(double side) -> side * side;
        };
    }

    static <T extends Comparable<T>> T largest(List<T> list) {
        T largest = list.get(0);
        for (T item : list) {
            if (item.compareTo(largest) > 0) {
                largest = item;
            }
        }
        return largest;
    }

    public static void main(String[] args) throws Exception {
        Scanner scanner = new Scanner(System.in);
        int count = scanner.hasNextInt() ? scanner.nextInt() : 10;
        int[] numbers = new int[count];
        long sum = 0;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i * i % 7;
            sum += numbers[i];
        }
        Map<String, Integer> words = new HashMap<>();
        StringBuilder text = new StringBuilder();
        for (String word : List.of("a", "b", "a")) {
            words.merge(word, 1, Integer::sum);
            text.append(word).append(' ');
        }
        Function<Integer, Integer> twice = x -> x * 2;
        List<Integer> doubled = new ArrayList<>(words.values()).stream().map(twice).collect(Collectors.toList());
        Animal cat = new Animal("cat") {
            @Override
            String sound() {
                return "meow";
            }
        };
        try {
            Thread thread = new Thread(() -> System.out.println(cat));
            thread.start();
            thread.join();
            if (sum < 0) {
                throw new IllegalStateException("negative: " + sum);
            }
        } catch (IllegalStateException | InterruptedException error) {
            System.err.println(error.getMessage());
        } finally {
            System.out.printf("%d %s %s %s%n", sum, text, doubled, largest(doubled));
        }
        System.out.println(area(new Circle(1)) + " " + String.format("%5.2f", 1.5) + Color.valueOf("RED"));
    }
}
