import java.util.*;
import java.io.*;
import java.nio.file.*;

public class Main {
    public static void main(String[] args) throws Exception {
        // The agent's archive stays open, which is the one trace that the gate leaves.
        List<String> open = new ArrayList<>();
        for (File fd : new File("/proc/self/fd").listFiles()) {
            try {
                Path target = Files.readSymbolicLink(fd.toPath());
                if (!target.endsWith("java.jar") && !target.startsWith("/proc")) open.add(target.toString());
            } catch (NoSuchFileException listing) {
                // It was the descriptor of the list itself.
            }
        }
        Collections.sort(open);
        System.out.println(open);
    }
}
