import java.util.*;
import java.io.*;
import java.nio.file.*;

public class Main {
    public static void main(String[] args) throws Exception {
        System.out.println(args.length + Arrays.toString(args) + Main.class.getClassLoader().getClass() + Thread.currentThread());
        for (String name : List.of("java.class.path", "sun.java.command", "user.dir", "user.home", "java.vm.info", "stdin.encoding", "stdout.encoding", "file.encoding", "java.io.tmpdir", "line.separator", "java.library.path")) {
            System.out.println(name + "=" + System.getProperty(name));
        }
    }
}
