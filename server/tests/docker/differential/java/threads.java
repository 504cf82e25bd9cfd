import java.util.*;
import java.util.concurrent.*;
public class Main {
    public static void main(String[] args) throws Exception {
        try (var pool = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 8; i++) { int n = i; futures.add(pool.submit(() -> n * n)); }
            for (var future : futures) System.out.println(future.get());
        }
        Thread.ofVirtual().start(() -> System.out.println("virtual")).join();
        Thread failing = new Thread(() -> { throw new RuntimeException("in a thread"); }, "failing");
        failing.start();
        failing.join();
        System.out.println(CompletableFuture.supplyAsync(() -> 1).get() + " " + Runtime.getRuntime().availableProcessors());
        List<String> names = new ArrayList<>();
        Thread[] threads = new Thread[50];
        int count = Thread.currentThread().getThreadGroup().getParent().enumerate(threads);
        for (int i = 0; i < count; i++) if (!threads[i].getName().matches("ForkJoin.*|VirtualThread.*|Common-Cleaner|pool.*")) names.add(threads[i].getName());
        Collections.sort(names);
        System.out.println(names);
    }
}
