package dev.slipway.it;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** What happens in the world while a run is under way. Closing it waits for its end and hands its failure on. */
final class Background implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Future<?> work;

    private Background(Runnable task) {
        this.work = executor.submit(task);
    }

    static Background of(Runnable task) {
        return new Background(task);
    }

    /** Waits until something is so. */
    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("waited in vain");
            }
            sleep();
        }
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            work.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("what should have happened during the run failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
