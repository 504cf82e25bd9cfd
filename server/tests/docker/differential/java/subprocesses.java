import java.util.*;
import java.io.*;
import java.nio.file.*;

public class Main {
    public static void main(String[] args) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "echo out; echo err >&2; exit 4").redirectErrorStream(true).start();
        System.out.print(new String(process.getInputStream().readAllBytes()));
        System.out.println(process.waitFor());
        process = new ProcessBuilder("sh", "-c", "env | grep -v ^_= | sort; cat /proc/self/oom_score_adj").start();
        System.out.print(new String(process.getInputStream().readAllBytes()));
        System.out.println(new ProcessBuilder("java", "-cp", ".", "Child", "x").inheritIO().start().waitFor());
    }
}
