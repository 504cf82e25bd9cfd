import java.util.*;
import java.io.*;
import java.nio.file.*;

public class Main {
    public static void main(String[] args) throws Exception {
        System.out.println(Runtime.getRuntime().maxMemory());
        List<byte[]> all = new ArrayList<>();
        while (true) all.add(new byte[16 << 20]);
    }
}
