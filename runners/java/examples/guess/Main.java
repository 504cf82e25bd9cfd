// Guess the number. Halving what is left always gets there in seven.

import java.util.Scanner;
import java.util.concurrent.ThreadLocalRandom;

public class Main {
    public static void main(String[] args) {
        var keyboard = new Scanner(System.in);
        int secret = ThreadLocalRandom.current().nextInt(1, 101);
        int low = 1;
        int high = 100;
        int guesses = 0;

        System.out.println("I am thinking of a number between 1 and 100.");

        while (true) {
            System.out.printf("Your guess (%d to %d): ", low, high);
            String answer = keyboard.nextLine().strip();
            if (!answer.matches("\\d{1,9}")) {
                System.out.println("  Digits only, please.");
                continue;
            }
            int guess = Integer.parseInt(answer);
            guesses++;
            if (guess == secret) {
                break;
            }
            if (guess < secret) {
                System.out.println("  Too low.");
                low = Math.max(low, guess + 1);
            } else {
                System.out.println("  Too high.");
                high = Math.min(high, guess - 1);
            }
        }

        String unit = guesses == 1 ? "guess" : "guesses";
        System.out.printf("Yes, it was %d! You needed %d %s.%n", secret, guesses, unit);
        System.out.println(guesses <= 7 ? "That was quick!" : "Tip: always guess the middle of what is left.");
    }
}
