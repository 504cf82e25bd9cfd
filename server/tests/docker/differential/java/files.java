import java.util.*;
import java.io.*;
import java.nio.file.*;

public class Main {
    public static void main(String[] args) throws Exception {
        Path path = Path.of("out.txt");
        Files.writeString(path, "줄\nline\n");
        System.out.println(Files.readAllLines(path) + "" + Files.getPosixFilePermissions(path) + path.toAbsolutePath());
        Files.createDirectories(Path.of("a/b"));
        Files.move(path, Path.of("a/b/out.txt"));
        try (var walk = Files.walk(Path.of("."))) { System.out.println(walk.sorted().toList()); }
        System.out.println(Files.exists(Path.of("/run/madang/gate")) + Arrays.toString(new File("/tmp").list()) + Arrays.toString(new File("/run/madang").list()));
        Files.writeString(Path.of("/etc/x"), "");
    }
}
