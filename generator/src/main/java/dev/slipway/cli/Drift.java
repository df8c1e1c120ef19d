package dev.slipway.cli;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.Severity;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.generate.Workspace;
import dev.slipway.write.ChangeSet;
import dev.slipway.write.FileChange;
import dev.slipway.write.FileState;
import java.util.List;
import java.util.stream.Stream;

/** A change set as findings: for a check, a file edited by hand has drifted and is in nobody's way. */
final class Drift {
    private Drift() {}

    /** One finding for each file that is not as it should be, and whatever kept the check from looking. */
    static List<Diagnostic> of(Workspace workspace, ChangeSet changes) {
        Stream<Diagnostic> drifted = changes.files().stream()
                .filter(change -> change.state() != FileState.UNCHANGED)
                .map(change -> finding(workspace, change));
        Stream<Diagnostic> others = changes.diagnostics().stream()
                .filter(diagnostic -> diagnostic.problem() != Problem.HAND_EDITED_FILE
                        && diagnostic.problem() != Problem.HAND_WRITTEN_FILE);
        return Stream.concat(drifted, Located.in(workspace, others.toList()).stream())
                .toList();
    }

    private static String cure(FileState state) {
        return switch (state) {
            case HAND_EDITED, HAND_WRITTEN ->
                "put the change into slipway.yaml, or give the file up with `slipway generate --adopt`";
            case SECTION_EDITED ->
                "move the edit out of the section, and let `slipway generate --adopt` write the section anew";
            default -> "run `slipway generate` and commit the result";
        };
    }

    private static Diagnostic finding(Workspace workspace, FileChange change) {
        String path = workspace.path(change.path());
        String what = switch (change.state()) {
            case ADDED -> "is missing";
            case INSERTED -> "lacks the section that slipway keeps in it: it is missing";
            case CHANGED -> "is out of date";
            case ORPHANED -> "is no longer asked for";
            case HAND_EDITED -> "was edited by hand";
            case SECTION_EDITED -> "was edited by hand within the section that slipway keeps in it";
            case HAND_WRITTEN -> "was not written by slipway";
            case UNCHANGED -> throw new IllegalArgumentException(change.path());
        };
        return new Diagnostic(
                Problem.DRIFT,
                Severity.ERROR,
                "`" + path + "` " + what,
                new SourceSpan(path, 1, 1, 2, ""),
                List.of(),
                cure(change.state()));
    }
}
