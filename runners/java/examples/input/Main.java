// Ask, and be kind about the answers.

import java.util.Scanner;

public class Main {
    private static final Scanner keyboard = new Scanner(System.in);

    public static void main(String[] args) {
        System.out.print("What is your name? ");
        String name = keyboard.nextLine().strip();
        if (name.isEmpty()) {
            name = "friend";
        }
        int age = askAge();

        System.out.println();
        System.out.printf("Hello, %s!%n", name);
        System.out.printf("You have lived about %,d days,%n", age * 365);
        System.out.printf("and in ten years you will be %d.%n", age + 10);
    }

    private static int askAge() {
        while (true) {
            System.out.print("How old are you? ");
            String answer = keyboard.nextLine().strip();
            try {
                int age = Integer.parseInt(answer);
                if (0 <= age && age <= 130) {
                    return age;
                }
                System.out.println("  Between 0 and 130, please.");
            } catch (NumberFormatException e) {
                System.out.printf("  '%s' is not a whole number. Try digits, like 17.%n", answer);
            }
        }
    }
}
