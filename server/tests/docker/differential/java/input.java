import java.util.*;
import java.io.*;
import java.nio.file.*;

public class Main {
    public static void main(String[] args) throws Exception {
        Scanner scanner = new Scanner(System.in);
        System.out.print("name?> ");
        System.out.println("hello " + scanner.nextLine());
        System.out.print("age?> ");
        System.out.println(scanner.nextInt() + 1);
    }
}
