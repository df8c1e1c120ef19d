package dev.slipway.config;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * When something runs within a day it runs on.
 *
 * @param minutes the minutes of each of these hours; none where a range runs backwards, so that it never does
 * @param hours the hours
 */
record Cron(SortedSet<Integer> minutes, SortedSet<Integer> hours) {

    /** Reads a value that {@link InfrastructureShape#cron} takes. */
    static Cron parse(String value) {
        String[] fields = value.split(" ", -1);
        return new Cron(numbers(fields[0], 59), numbers(fields[1], 23));
    }

    /** Whether an hour at least lies between two times of a day. */
    boolean isHourlyAtMost() {
        return minutes.size() <= 1;
    }

    /** Whether it has one time of a day. */
    boolean isDailyAtMost() {
        return minutes.size() <= 1 && hours.size() <= 1;
    }

    private static SortedSet<Integer> numbers(String field, int most) {
        SortedSet<Integer> numbers = new TreeSet<>();
        for (String item : field.split(",", -1)) {
            String[] parts = item.split("/", 2);
            String[] range = parts[0].split("-", 2);
            boolean all = range[0].equals("*");
            int first = all ? 0 : Integer.parseInt(range[0]);
            // `5/20` is every twentieth from 5 on.
            int last = range.length == 2 ? Integer.parseInt(range[1]) : all || parts.length == 2 ? most : first;
            int step = parts.length == 2 ? Integer.parseInt(parts[1]) : 1;
            for (int number = first; number <= last; number += step) {
                numbers.add(number);
            }
        }
        return numbers;
    }
}
