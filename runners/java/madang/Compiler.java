package madang;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// `javac`, for a machine that may be booted ahead: the same compiler with the same options, output and
/// exit code.
public final class Compiler {
    private static final String GATE = "/run/madang/compile-gate";
    private static final String WARM_UP = "/usr/lib/madang/WarmUp.java";

    private Compiler() {}

    /// Takes the file that will be started, and then what `javac` takes.
    public static void main(String[] arguments) throws IOException {
        if (Files.exists(Path.of(GATE))) {
            warmUp();
            Gate.pass(GATE);
        }
        int code = com.sun.tools.javac.Main.compile(Arrays.copyOfRange(arguments, 1, arguments.length));
        if (code == 0) {
            MainClass.provide(Path.of(arguments[0]));
        }
        System.exit(code);
    }

    /// Compiles something, so that what the compiler needs is loaded, and leaves nothing of it.
    private static void warmUp() throws IOException {
        Path classes = Files.createTempDirectory("warm-up");
        com.sun.tools.javac.Main.compile(
                new String[] {"-encoding", "UTF-8", "-d", classes.toString(), WARM_UP});
        try (var files = Files.list(classes)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
        Files.delete(classes);
    }
}
