import java.util.*;
import java.io.*;
import java.nio.file.*;

public class Main {
    public static void main(String[] args) throws Exception {
        System.out.println(System.console() != null);
        System.out.println(System.console().readLine("?> "));
        System.out.println(new String(System.console().readPassword("?> ")));
    }
}
