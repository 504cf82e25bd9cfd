import java.util.*;
import java.io.*;
import java.nio.file.*;

public class Main {
    public static void main(String[] args) throws Exception {
        var server = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(() -> { try (var s = server.accept()) { s.getOutputStream().write("through lo".getBytes()); } catch (IOException e) { e.printStackTrace(); } });
        System.out.println(new String(new java.net.Socket(server.getInetAddress(), server.getLocalPort()).getInputStream().readAllBytes()));
        new java.net.Socket("192.0.2.1", 80);
    }
}
