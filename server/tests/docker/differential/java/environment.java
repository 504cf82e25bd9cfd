import java.util.*;
import java.io.*;
import java.nio.file.*;

public class Main {
    public static void main(String[] args) throws Exception {
        new TreeMap<>(System.getenv()).forEach((name, value) -> System.out.println(name + "=" + value));
        System.out.println(Files.readString(Path.of("/proc/self/cgroup")).isEmpty() + Locale.getDefault().toString() + TimeZone.getDefault().getID());
    }
}
