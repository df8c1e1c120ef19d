package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.DidYouMean;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.Severity;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.model.CatalogReference;
import dev.slipway.model.Environment;
import dev.slipway.model.Flow;
import dev.slipway.model.Operations.Where;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the keys of {@link OperationsShape} fit together, to the environments and to the flow. */
final class OperationsRules {
    /** The action `dev-schedule` has the same rule, and is what decides; see its development.py. */
    private static final Pattern DEVELOPMENT = Pattern.compile("dev|development|sandbox|dev-[a-z0-9]+(-[a-z0-9]+)*");

    private static final Set<String> OF_OTHERS = Set.of(
            "prod",
            "prd",
            "production",
            "preprod",
            "live",
            "staging",
            "stage",
            "stg",
            "uat",
            "qa",
            "sit",
            "test",
            "acceptance");

    private final Draft draft;
    private final Optional<CatalogReference> catalog;
    private final Diagnostics diagnostics;
    private final WithoutEffect idle;

    private OperationsRules(Draft draft, Optional<CatalogReference> catalog, Diagnostics diagnostics) {
        this.draft = draft;
        this.catalog = catalog;
        this.diagnostics = diagnostics;
        this.idle = new WithoutEffect(diagnostics);
    }

    static void check(Section file, Draft draft, Optional<CatalogReference> catalog, Diagnostics diagnostics) {
        var rules = new OperationsRules(draft, catalog, diagnostics);
        Section section = Section.of(file.get(OperationsShape.OPERATIONS));
        given(section, OperationsShape.MONITORING).ifPresent(rules::monitoring);
        given(section, OperationsShape.COST_REPORT).ifPresent(rules::costReport);
        given(section, OperationsShape.DEV_SCHEDULE).ifPresent(rules::devSchedule);
        given(section, OperationsShape.SECRETS_CHECK).ifPresent(rules::secretsCheck);
    }

    /** Whether an environment is one of development, by its name. */
    static boolean isDevelopment(String environment) {
        return DEVELOPMENT.matcher(environment).matches()
                && Stream.of(environment.split("-", -1))
                        .map(word -> word.replaceFirst("[0-9]+$", ""))
                        .noneMatch(OF_OTHERS::contains);
    }

    private static Optional<Field.Given<Section>> given(Section section, Key<Section> key) {
        return section.get(key) instanceof Field.Given<Section> found ? Optional.of(found) : Optional.empty();
    }

    private void monitoring(Field.Given<Section> written) {
        Optional<Flow> flow = draft.flow().found();
        if (flow.isEmpty() || draft.infrastructure().tool().found().isEmpty()) {
            return;
        }
        Section section = written.value();
        if (!flow.get().promotes()) {
            error(
                    Problem.OPERATION,
                    "`monitoring` is applied from a plan that is kept and recorded, and the flow `orchestrated` has neither"
                            + " the role that plans nor the record",
                    written.span(),
                    "add `flow: promotion` or `flow: branches`, or use the module `monitoring` in the Terraform of the service");
            return;
        }
        if (!draft.terraformed()) {
            error(
                    Problem.OPERATION,
                    "`monitoring` is Terraform, and this pipeline has none",
                    written.span(),
                    "add `infrastructure: { directory: iac/terraform }`, or make `iac/monitoring` that directory");
            return;
        }
        if (draft.infrastructure()
                .more()
                .get(InfrastructureShape.CLOUD_TOKEN_SECRET)
                .place()
                .isPresent()) {
            error(
                    Problem.OPERATION,
                    "`monitoring` keeps its state in S3, and here HCP Terraform holds the state",
                    written.span(),
                    "delete it, and use the module `monitoring` in the Terraform of the service");
            return;
        }
        release(written);
        directory(section);
        states(written);
    }

    private void release(Field.Given<Section> written) {
        if (written.value().get(OperationsShape.RELEASE).absent()
                && catalog.isPresent()
                && OperationsBinder.release(written.value(), catalog.get()).isEmpty()) {
            error(
                    Problem.OPERATION,
                    "it is not clear which release `monitoring` starts with: `@"
                            + catalog.get().ref() + "` moves, and each" + " environment would get another one",
                    written.span(),
                    "add `release: ...` to it, the release that `"
                            + catalog.get().ref() + "` is today, such as `"
                            + catalog.get().ref() + ".2.3`");
        }
    }

    private void directory(Section section) {
        Field<String> directory =
                OperationsShape.MONITORING_DIRECTORY.assume(section.get(OperationsShape.MONITORING_DIRECTORY));
        Optional<String> infrastructure = draft.infrastructure().directory().found();
        if (directory.found().isEmpty() || infrastructure.isEmpty()) {
            return;
        }
        String own = directory.get() + "/";
        String other = infrastructure.get() + "/";
        if (own.startsWith(other) || other.startsWith(own)) {
            error(
                    Problem.OPERATION,
                    "`" + directory.get() + "` and the directory of the infrastructure, `" + infrastructure.get()
                            + "`, are one within the other: each is a root of its own",
                    directory
                            .place()
                            .or(() -> draft.infrastructure().directory().place())
                            .orElse(null),
                    "name a folder beside it, such as `iac/monitoring`");
        }
    }

    /** Each environment needs a place for the state, and none that something else has. */
    private void states(Field.Given<Section> written) {
        Map<String, Draft.Environment> others = new HashMap<>();
        for (Draft.Environment environment : environments()) {
            place(environment, false).ifPresent(place -> others.putIfAbsent(place, environment));
        }
        for (Draft.Environment environment : environments()) {
            Field<?> backend = environment.more().get(InfrastructureShape.BACKEND);
            Optional<String> place = place(environment, true);
            if (place.isEmpty()) {
                if (backend.absent() || backend.found().isPresent()) {
                    error(
                            Problem.OPERATION,
                            "the state of `monitoring` has no place in `" + environment.name() + "`",
                            backend.place().orElse(environment.place()),
                            "give the environment a `backend` with `bucket` and `key`, such as `backend: { bucket: states, key: "
                                    + "orders/" + environment.name()
                                    + ".tfstate, region: eu-west-1 }`; monitoring gets a key"
                                    + " beside that one");
                }
                continue;
            }
            Draft.Environment other = others.get(place.get());
            if (other != null) {
                diagnostics.add(new Diagnostic(
                        Problem.SHARED_STATE,
                        Severity.ERROR,
                        "the state of `monitoring` in `" + environment.name() + "` is where the infrastructure of `"
                                + other.name() + "` has its own",
                        span(other),
                        List.of(new Diagnostic.Related("`monitoring` is asked for here", written.span())),
                        "give `" + other.name()
                                + "` another `key`: monitoring takes the folder `monitoring/` beside each"));
            }
        }
    }

    private static Optional<String> place(Draft.Environment environment, boolean monitoring) {
        Optional<String> key = OperationsBinder.text(environment, "key");
        return OperationsBinder.text(environment, "bucket")
                .flatMap(bucket -> key.map(own -> bucket + "/" + (monitoring ? OperationsBinder.key(own) : own)));
    }

    private static SourceSpan span(Draft.Environment environment) {
        return environment.more().get(InfrastructureShape.BACKEND).place().orElse(environment.place());
    }

    private void costReport(Field.Given<Section> written) {
        Section section = written.value();
        roles("cost-report", "-cost", names(environments()));
        Map<String, String> counted = new HashMap<>();
        for (Draft.Environment environment : environments()) {
            environment.account().found().ifPresent(account -> counted.putIfAbsent(account, environment.name()));
        }
        for (Named<Integer> threshold :
                section.get(OperationsShape.THRESHOLDS).found().orElse(List.of())) {
            Optional<Draft.Environment> environment = known(threshold.name(), threshold.span());
            environment
                    .flatMap(found -> found.account().found())
                    .map(counted::get)
                    .filter(first -> !first.equals(threshold.name()))
                    .ifPresent(first -> error(
                            Problem.WITHOUT_EFFECT,
                            "the threshold of `" + threshold.name()
                                    + "` has no effect: its costs are counted with those of `" + first
                                    + "`, which is in the same account",
                            threshold.span(),
                            "delete it, and let that of `" + first + "` be for both"));
        }
        if (section.get(OperationsShape.GROWTH).absent()) {
            idle.report(
                    section,
                    OperationsShape.GROWTH_MINIMUM,
                    "`growth-minimum` has no effect without `growth`",
                    "add `growth: 20`, or delete it");
        }
    }

    private void devSchedule(Field.Given<Section> written) {
        Section section = written.value();
        zone(section);
        Field<String> start = section.get(OperationsShape.START);
        Field<String> stop = section.get(OperationsShape.STOP);
        if (start.found().isPresent() && start.found().equals(stop.found())) {
            error(
                    Problem.CRON,
                    "development would be started and stopped at the same time",
                    stop.place().orElse(written.span()),
                    "name another time, such as `stop: \"12 19 * * 1-5\"`");
        }
        List<Draft.Environment> all = environments();
        if (all.isEmpty()) {
            return;
        }
        List<String> resting = new ArrayList<>();
        for (Located<String> name : OperationsBinder.resting(section, all)) {
            SourceSpan span = name.span() == null ? written.span() : name.span();
            if (known(name.value(), span).isEmpty()) {
                continue;
            }
            resting.add(name.value());
            if (!isDevelopment(name.value())) {
                error(
                        Problem.DEVELOPMENT_ONLY,
                        "`" + name.value()
                                + "` is no environment of development by its name, so nothing of it is stopped"
                                + (name.span() == null ? "; the first environment is meant where none is named" : ""),
                        span,
                        development(all));
            }
        }
        roles("dev-schedule", "-schedule", resting);
        for (String name : resting) {
            all.stream()
                    .filter(other -> other.name().equals(name + "-schedule"))
                    .forEach(other -> error(
                            Problem.OPERATION,
                            "`" + other.name() + "` would also be the GitHub environment in which `" + name
                                    + "` is stopped and started",
                            other.place(),
                            "give the environment another name"));
        }
    }

    private static String development(List<Draft.Environment> all) {
        List<String> fitting =
                names(all).stream().filter(OperationsRules::isDevelopment).toList();
        return fitting.isEmpty()
                ? "delete `dev-schedule`: it is for `dev`, `development`, `sandbox` and `dev-<name>` only"
                : "name only such as `environments: [" + String.join(", ", fitting) + "]`";
    }

    private void zone(Section section) {
        Field<String> zone = section.get(OperationsShape.TIMEZONE);
        // Sorted: of several that are as near, the same one is proposed each time.
        Set<String> zones = new TreeSet<>(ZoneId.getAvailableZoneIds());
        zone.found()
                .filter(name -> !zones.contains(name))
                .ifPresent(name -> error(
                        Problem.TEXT,
                        "there is no time zone `" + name + "`",
                        zone.place().orElse(null),
                        DidYouMean.of(name, zones)
                                .map(near -> "did you mean `" + near + "`?")
                                .orElse("write one such as `Africa/Johannesburg` or `UTC`")));
    }

    private void secretsCheck(Field.Given<Section> written) {
        Section section = written.value();
        Field<List<Located<Section>>> secrets = section.get(OperationsShape.SECRETS);
        if (secrets.found().isEmpty()) {
            return;
        }
        List<Located<Section>> all = secrets.get();
        all.forEach(secret -> secret(secret.value()));
        if (all.stream()
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
            roles("secrets-check", "-secrets", names(environments()));
        }
        repeated(all);
    }

    private void secret(Section secret) {
        secret.get(OperationsShape.SECRET_ENVIRONMENTS)
                .found()
                .orElse(List.of())
                .forEach(name -> known(name.value(), name.span()));
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
                    .ifPresent(text -> error(
                            Problem.SECRET_NAME,
                            "`" + text + "` is not the name of a secret or variable of GitHub",
                            name.place().orElse(null),
                            "allowed: " + allowed.expected() + "\nof a secret in AWS, add `where: secrets-manager`"));
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
            for (String environment : only.isEmpty() ? names(environments()) : only) {
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

    /** The role of an operation, which is named after that of the environment, deploys nowhere. */
    private void roles(String operation, String suffix, List<String> asked) {
        for (Draft.Environment environment : environments()) {
            Optional<String> role = environment.role().found().filter(_ -> asked.contains(environment.name()));
            if (role.isEmpty()) {
                continue;
            }
            String own = Environment.roleBeside(role.get(), suffix);
            String name = own.substring(own.lastIndexOf('/') + 1);
            for (Draft.Environment other : environments()) {
                boolean same =
                        other.account().found().equals(environment.account().found())
                                && other.role()
                                        .found()
                                        .filter(of -> of.substring(of.lastIndexOf('/') + 1)
                                                .equalsIgnoreCase(name))
                                        .isPresent();
                if (same) {
                    error(
                            Problem.SHARED_ROLE,
                            "the role of `" + operation + "` in `" + environment.name() + "`, `" + name
                                    + "`, is the role that deploys to `" + other.name() + "`",
                            other.role().place().orElse(other.place()),
                            "name another role for one of the two environments");
                }
            }
        }
    }

    private Optional<Draft.Environment> known(String name, @Nullable SourceSpan span) {
        List<Draft.Environment> all = environments();
        Optional<Draft.Environment> found = all.stream()
                .filter(environment -> environment.name().equals(name))
                .findFirst();
        if (found.isEmpty() && !all.isEmpty()) {
            error(
                    Problem.UNKNOWN_ENVIRONMENT,
                    "there is no environment `" + name + "`",
                    span,
                    DidYouMean.of(name, names(all))
                                    .map(near -> "did you mean `" + near + "`?\n")
                                    .orElse("") + "one of `" + String.join("`, `", names(all)) + "`");
        }
        return found;
    }

    private static List<String> names(List<Draft.Environment> environments) {
        return environments.stream().map(Draft.Environment::name).toList();
    }

    private List<Draft.Environment> environments() {
        return draft.environments().found().orElse(List.of());
    }

    private void error(Problem problem, String message, @Nullable SourceSpan span, String help) {
        diagnostics.add(Diagnostic.error(problem, message, span, help));
    }
}
