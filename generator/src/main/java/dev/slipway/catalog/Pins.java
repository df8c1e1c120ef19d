package dev.slipway.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The third-party actions at the versions of the pins file. A template that asks for another one fails the build. */
public final class Pins {
    private static final Pattern LINE =
            Pattern.compile("\\s*- uses: (?<path>\\S+)@(?<commit>[0-9a-f]{40}) # (?<version>v\\d+\\.\\d+\\.\\d+)");

    private final Map<String, ActionRef> byPath;

    private Pins(Map<String, ActionRef> byPath) {
        this.byPath = Map.copyOf(byPath);
    }

    /** The pins that the program carries. */
    public static Pins load() {
        return parse(Resources.text("pins/action.yml").lines().toList());
    }

    /** Reads the pins file, given as its lines. A pin that is not a full commit with a version is refused. */
    public static Pins parse(List<String> lines) {
        Map<String, ActionRef> pins = new HashMap<>();
        for (String line : lines) {
            if (!line.contains("uses:")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalStateException("not a full commit with its version: " + line.strip());
            }
            ActionRef pin = new ActionRef(matcher.group("path"), matcher.group("commit"), matcher.group("version"));
            if (pins.put(pin.path(), pin) != null) {
                throw new IllegalStateException("pinned twice: " + pin.path());
            }
        }
        return new Pins(pins);
    }

    public ActionRef attest() {
        return pin("actions/attest");
    }

    public ActionRef checkout() {
        return pin("actions/checkout");
    }

    public ActionRef downloadArtifact() {
        return pin("actions/download-artifact");
    }

    public ActionRef setupPython() {
        return pin("actions/setup-python");
    }

    public ActionRef uploadArtifact() {
        return pin("actions/upload-artifact");
    }

    public ActionRef codecov() {
        return pin("codecov/codecov-action");
    }

    public ActionRef setupTerraform() {
        return pin("hashicorp/setup-terraform");
    }

    private ActionRef pin(String path) {
        ActionRef pin = byPath.get(path);
        if (pin == null) {
            throw new IllegalStateException("not in the pins file: " + path);
        }
        return pin;
    }
}
