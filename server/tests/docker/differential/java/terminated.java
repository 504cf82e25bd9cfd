import java.util.*;
import java.io.*;
import java.nio.file.*;

public class Main {
    public static void main(String[] args) throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        new ProcessBuilder("sh", "-c", "kill -TERM " + ProcessHandle.current().pid()).start();
        Thread.sleep(60_000);
    }
}
