import java.util.*;
import java.io.*;
import java.nio.file.*;

public class Main {
    public static void main(String[] args) throws Exception {
        System.out.println(Main.class.getModule().isNamed() + Main.class.getPackageName() + Main.class.getProtectionDomain().getCodeSource().getLocation());
        System.out.println(ModuleLayer.boot().modules().stream().map(Module::getName).filter(n -> !n.equals("java.instrument")).sorted().toList());
        System.out.println(java.lang.management.ManagementFactory.getRuntimeMXBean().getClassPath());
        Class.forName("NotThere");
    }
}
