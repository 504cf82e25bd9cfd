import java.util.*;
import java.io.*;
import java.nio.file.*;

public class Main {
    public static void main(String[] args) throws Exception {
        System.out.println(System.console().isTerminal() + System.console().charset().name() + System.out.charset() + System.err.charset());
        System.out.println(new ProcessBuilder("sh", "-c", "stty size; tty; stty -a").inheritIO().start().waitFor());
        System.out.println("한글 \u00e9 \uD83D\uDE00 " + '\u0000' + "\t|");
        System.err.println("to stderr 한글");
        System.out.printf("%,d %.3f %s%n", 1234567, Math.E, (Object) null);
    }
}
