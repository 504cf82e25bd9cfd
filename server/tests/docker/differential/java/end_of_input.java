import java.util.*;
import java.io.*;
import java.nio.file.*;

public class Main {
    public static void main(String[] args) throws Exception {
        BufferedReader reader = new BufferedReader(new InputStreamReader(System.in));
        System.out.print("?> ?> ");
        String line;
        while ((line = reader.readLine()) != null) System.out.println("[" + line + "]");
        new Scanner("").nextInt();
    }
}
