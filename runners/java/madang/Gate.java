package madang;

import java.io.FileInputStream;
import java.io.IOException;

/// The gate of a virtual machine that is booted ahead of its program: an agent, which runs before the
/// main class is looked up.
public final class Gate {
    private Gate() {}

    /// Waits, then restores the class path, which the machine lengthens by its agents.
    public static void premain(String classPath) {
        pass("/run/madang/gate");
        System.setProperty("java.class.path", classPath);
    }

    /// Waits for the gate at this path to open. Where there is none, this is a plain start.
    static void pass(String path) {
        try (var gate = new FileInputStream(path)) {
            gate.read();
        } catch (IOException plain) {
            // Nothing to wait for.
        }
    }
}
