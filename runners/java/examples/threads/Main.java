// Ten thousand threads at once: virtual threads cost next to nothing while they wait.

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

public class Main {
    private static final int THREADS = 10_000;
    private static final Duration NAP = Duration.ofMillis(200);

    public static void main(String[] args) {
        // An int would lose counts when two threads add at the same moment.
        var awake = new AtomicInteger();
        var start = Instant.now();

        // Leaving the block waits for all of them.
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < THREADS; i++) {
                executor.submit(() -> {
                    Thread.sleep(NAP);
                    int count = awake.incrementAndGet();
                    if (count % 2_500 == 0) {
                        System.out.printf("%,6d are awake%n", count);
                    }
                    return count;
                });
            }
            System.out.printf("%,d threads are asleep.%n", THREADS);
        }

        var together = Duration.between(start, Instant.now());
        System.out.printf("Together: %.1f s.%n", together.toMillis() / 1000.0);
        System.out.printf("One after another: %,d s.%n", NAP.multipliedBy(THREADS).toSeconds());
    }
}
