// Welcome to Madang! Press Run, change something, run it again.

import java.math.BigInteger;
import java.util.List;

public class Main {
    static String greet(String name) {
        return "Hello, " + name + "!";
    }

    public static void main(String[] args) {
        for (String name : List.of("world", "마당", "Java")) {
            System.out.println(greet(name));
        }

        System.out.println("2 to the power of 100 is " + BigInteger.TWO.pow(100) + ".");
    }
}
