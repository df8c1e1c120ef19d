package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.Severity;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.hcl.RootModule;
import java.util.List;
import java.util.Optional;

/** Whether the Terraform directory is one that the chosen tool reads. */
final class RootModuleRules {
    private RootModuleRules() {}

    /** The module that values can be compared with: nothing where none is deployed, or where it is refused itself. */
    static Optional<RootModule> read(Draft draft, Surroundings surroundings, Diagnostics diagnostics) {
        Optional<String> directory = draft.infrastructure().directory().found();
        if (directory.isEmpty() || draft.environments().found().isEmpty() || !draft.terraformed()) {
            return Optional.empty();
        }
        RootModule module = surroundings.terraform(
                directory.get(), draft.infrastructure().tool().get());
        if (module == null) {
            return Optional.empty();
        }
        if (module.isForTofu()) {
            diagnostics.add(Diagnostic.error(
                    Problem.TERRAFORM_MISSING,
                    "`" + directory.get() + "` holds only files for OpenTofu (`*.tofu`), which Terraform does not read",
                    place(draft),
                    "say `tool: tofu` under `infrastructure`, or name the files `*.tf`"));
            return Optional.empty();
        }
        module.faults().forEach(each -> diagnostics.add(diagnostic(each)));
        return module.isBroken() ? Optional.empty() : Optional.of(module);
    }

    private static Diagnostic diagnostic(RootModule.FileFault each) {
        boolean certain = each.fault().certain();
        return new Diagnostic(
                certain ? Problem.TERRAFORM_SYNTAX : Problem.TERRAFORM_UNREAD,
                certain ? Severity.ERROR : Severity.WARNING,
                certain
                        ? "Terraform cannot read this: " + each.fault().what()
                        : "what this file declares or sets is not known: "
                                + each.fault().what(),
                new SourceSpan(each.path(), each.fault().line(), 1, 2, ""),
                List.of(),
                certain ? null : "names of variables, and which of them lack a value, are not checked");
    }

    private static SourceSpan place(Draft draft) {
        return draft.infrastructure()
                .tool()
                .place()
                .or(() -> draft.infrastructure().directory().place())
                .orElseGet(() -> draft.environments().get().getFirst().place());
    }
}
