package dev.slipway.plan;

/**
 * What of all that changes an environment only one may run at a time.
 *
 * @param name what the queues of the environment are called
 * @param ref what tells the branches apart: each has a queue of its own
 */
public record Queue(String name, Ref ref) {}
