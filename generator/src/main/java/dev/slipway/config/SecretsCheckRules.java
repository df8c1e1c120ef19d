package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.Severity;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.model.Operations.Where;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the secrets of a check can be where it looks for them, each once. */
final class SecretsCheckRules {
    private final Draft draft;
    private final EnvironmentNames names;
    private final Diagnostics diagnostics;
    private final WithoutEffect idle;

    private SecretsCheckRules(Draft draft, Diagnostics diagnostics) {
        this.draft = draft;
        this.names = new EnvironmentNames(draft, diagnostics);
        this.diagnostics = diagnostics;
        this.idle = new WithoutEffect(diagnostics);
    }

    static void check(Section section, Draft draft, Diagnostics diagnostics) {
        var rules = new SecretsCheckRules(draft, diagnostics);
        section.get(OperationsShape.SECRETS).found().ifPresent(secrets -> {
            secrets.forEach(secret -> rules.secret(secret.value()));
            rules.aws(section, secrets);
            rules.repeated(secrets);
        });
    }

    /** Only the check of secrets in AWS knows an age, and has a role. */
    private void aws(Section section, List<Located<Section>> secrets) {
        if (secrets.stream()
                .noneMatch(secret -> where(secret.value())
                        .filter(Where.SECRETS_MANAGER::equals)
                        .isPresent())) {
            idle.report(
                    section,
                    "`secrets-check` without a secret in AWS: GitHub does not tell how old one is",
                    "delete it, or add a secret with `where: secrets-manager`",
                    OperationsShape.MAX_AGE_DAYS,
                    OperationsShape.TOO_OLD);
        } else {
            new RoleRules(draft, diagnostics).operation("secrets-check", "-secrets", draft.knownEnvironments());
        }
    }

    private void secret(Section secret) {
        secret.get(OperationsShape.SECRET_ENVIRONMENTS)
                .found()
                .orElse(List.of())
                .forEach(name -> names.find(name.value(), name.span()));
        Optional<Where> where = where(secret);
        if (where.isEmpty()) {
            return;
        }
        String under = "`where: " + where.get().word() + "`";
        if (where.get().atGithub()) {
            idle.report(
                    secret,
                    under + ": GitHub shows no value, and knows of no age and no rotation",
                    "delete it, or write `where: secrets-manager`",
                    OperationsShape.SECRET_KEYS,
                    OperationsShape.SECRET_AGE,
                    OperationsShape.ROTATION);
            Field<String> name = secret.get(OperationsShape.SECRET_NAME);
            Shape.Text allowed = Texts.secretName();
            name.found()
                    .filter(text -> !allowed.matches(text))
                    .ifPresent(text -> diagnostics.add(Diagnostic.error(
                            Problem.SECRET_NAME,
                            "`" + text + "` is not the name of a secret or variable of GitHub",
                            name.place().orElse(null),
                            "allowed: " + allowed.expected() + "\nof a secret in AWS, add `where: secrets-manager`")));
        } else {
            idle.report(secret, under + ": there are no variables", "delete it", OperationsShape.SECRET_KIND);
        }
    }

    /** The same name twice for an environment: only one of the two would count. */
    private void repeated(List<Located<Section>> secrets) {
        Map<String, SourceSpan> seen = new HashMap<>();
        for (Located<Section> secret : secrets) {
            Optional<String> name =
                    secret.value().get(OperationsShape.SECRET_NAME).found();
            Optional<Where> where = where(secret.value());
            Optional<String> kind = OperationsShape.SECRET_KIND
                    .assume(secret.value().get(OperationsShape.SECRET_KIND))
                    .found();
            SourceSpan span = secret.span();
            if (name.isEmpty() || where.isEmpty() || kind.isEmpty() || span == null) {
                continue;
            }
            List<String> only =
                    secret.value().get(OperationsShape.SECRET_ENVIRONMENTS).found().orElse(List.of()).stream()
                            .map(Located::value)
                            .toList();
            // Of a job in an environment GitHub shows one value of a name, wherever it is from.
            String of = where.get().atGithub()
                    ? "github " + kind.get()
                    : where.get().word();
            for (String environment : only.isEmpty() ? names.all() : only) {
                SourceSpan first = seen.putIfAbsent(of + " " + name.get() + " " + environment, span);
                if (first != null) {
                    diagnostics.add(new Diagnostic(
                            Problem.DUPLICATE_VALUE,
                            Severity.ERROR,
                            "`" + name.get() + "` is required twice in `" + environment + "`",
                            span,
                            List.of(new Diagnostic.Related("first here", first)),
                            "delete one of the two"));
                    break;
                }
            }
        }
    }

    private static Optional<Where> where(Section secret) {
        return OperationsShape.WHERE.assume(secret.get(OperationsShape.WHERE)).found();
    }
}
