package dev.slipway.it;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What happens in the world while a run is under way. */
final class Background {
    // Longer than any run: what waits ends with its run, so this is for a mistake of the harness.
    private static final Duration PATIENCE = Duration.ofMinutes(100);

    private Background() {}

    /**
     * The result of the work, during which the task ran too; a failure of either is handed on. A task that is not done
     * when the work is has missed it, which the result shows.
     */
    static <T> T during(Runnable task, Supplier<T> work) {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Future<?> running = executor.submit(task);
            try {
                T result = work.get();
                if (running.isDone()) {
                    running.get();
                }
                return result;
            } finally {
                // Also where the work failed: it would wait for something that does not happen any more.
                running.cancel(true);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("what should have happened during the run failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What both come to, done at the same time. */
    static <T> List<T> both(Supplier<T> one, Supplier<T> other) {
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            Future<T> first = executor.submit(one::get);
            Future<T> second = executor.submit(other::get);
            return List.of(first.get(), second.get());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until something is so. */
    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited in vain");
            }
            try {
                Thread.sleep(500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
