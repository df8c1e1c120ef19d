package dev.slipway.hcl;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of Terraform, in its own language or in JSON.
 *
 * @param name its name, without a folder
 * @param content what it holds
 */
public record HclFile(String name, Content content) {
    /** What a file holds of which nothing is known. */
    static final Hcl.Body NOTHING = new Hcl.Body(List.of(), List.of());

    /**
     * What a file holds.
     *
     * @param body as much of it as could be read
     * @param fault why that may not be all
     */
    public record Content(Hcl.Body body, @Nullable Fault fault) {}

    /** Reads the text of a file by the language that its name says. */
    public static HclFile read(String name, String text) {
        return new HclFile(
                name,
                name.endsWith(".json")
                        ? HclJson.parse(text, name.endsWith(".tfvars.json"))
                        : new Content(Hcl.parse(text), HclSyntax.check(text).orElse(null)));
    }

    /** A file that is there and cannot be read. */
    public static HclFile unread(String name, String why) {
        return new HclFile(name, new Content(NOTHING, new Fault(1, why, false)));
    }

    /** This file with a fault that shows beside others only. */
    HclFile with(Fault fault) {
        return new HclFile(name, new Content(content.body(), fault));
    }

    public Hcl.Body body() {
        return content.body();
    }

    public Optional<Fault> fault() {
        return Optional.ofNullable(content.fault());
    }
}
