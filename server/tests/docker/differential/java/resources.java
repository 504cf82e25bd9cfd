import java.util.*;
import java.io.*;
import java.nio.file.*;

public class Main {
    public static void main(String[] args) throws Exception {
        System.out.println(new String(Main.class.getResourceAsStream("/data.txt").readAllBytes()).trim() + Main.class.getResource("Main.class"));
        System.out.println(Files.readString(Path.of("data.txt")).trim());
        Properties p = new Properties();
        p.load(new FileReader("app.properties"));
        System.out.println(p);
    }
}
