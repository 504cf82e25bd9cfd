import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        System.out.print("? ");
        String line = new Scanner(System.in).nextLine();
        for (int number = 0; number < LINES; number++) {
            System.out.println(line + " " + number);
        }
    }
}
