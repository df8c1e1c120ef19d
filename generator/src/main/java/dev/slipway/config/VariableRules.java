package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.DidYouMean;
import dev.slipway.diagnostics.Inert;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.hcl.RootModule;
import dev.slipway.hcl.VariableType;
import dev.slipway.model.VariableValue;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/** Whether the values of variables fit the {@code variable} blocks of the Terraform directory. */
final class VariableRules {
    private static final Pattern RETENTION = Pattern.compile("(.*_)?logs?_retention(_in)?(_days)?|retention_in_days");

    /** What <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html">CloudWatch Logs</a> takes. */
    private static final List<Integer> DAYS = List.of(
            0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653);

    private static final int MOST_NAMES = 12;

    private final Draft draft;
    private final RootModule module;
    private final Diagnostics diagnostics;

    private VariableRules(Draft draft, RootModule module, Diagnostics diagnostics) {
        this.draft = draft;
        this.module = module;
        this.diagnostics = diagnostics;
    }

    /** Compares with a module that Terraform would take. */
    static void check(Draft draft, RootModule module, Diagnostics diagnostics) {
        List<Draft.Environment> environments = draft.environments().get();
        SequencedMap<SourceSpan, Named<Written>> given = given(draft, environments);
        Optional<SourceSpan> backend = environments.stream()
                .flatMap(environment -> environment.more().get(InfrastructureShape.BACKEND).place().stream())
                .findFirst();
        if (given.isEmpty() && backend.isEmpty()) {
            return;
        }
        if (module.isNone()) {
            diagnostics.add(Diagnostic.error(
                    Problem.TERRAFORM_MISSING,
                    "there is no Terraform configuration in `"
                            + draft.infrastructure().directory().get() + "` to take values",
                    given.isEmpty() ? backend.orElseThrow() : given.firstEntry().getKey(),
                    "name the folder of the `*.tf` files as `directory` of `infrastructure`"));
            return;
        }
        var rules = new VariableRules(draft, module, diagnostics);
        given.values().forEach(rules::variable);
        if (!given.isEmpty()) {
            environments.forEach(rules::missing);
            environments.forEach(rules::file);
        }
    }

    /** Each variable where it stands: one of all environments is looked at once. */
    private static SequencedMap<SourceSpan, Named<Written>> given(Draft draft, List<Draft.Environment> environments) {
        SequencedMap<SourceSpan, Named<Written>> given = new LinkedHashMap<>();
        InfrastructureBinder.written(draft.infrastructure().more(), InfrastructureShape.VARIABLES)
                .forEach(each -> given.put(each.span(), each));
        environments.forEach(
                environment -> InfrastructureBinder.written(environment.more(), InfrastructureShape.VARIABLES)
                        .forEach(each -> given.put(each.span(), each)));
        return given;
    }

    private void variable(Named<Written> given) {
        RootModule.Variable variable = module.variables().get(given.name());
        if (variable == null) {
            unknown(given);
            return;
        }
        if (variable.sensitive()) {
            diagnostics.add(Diagnostic.warning(
                    Problem.SENSITIVE_VARIABLE,
                    "`" + given.name() + "` is sensitive, and its value stands in the repository",
                    given.span(),
                    "let Terraform read secrets from Secrets Manager or Parameter Store"));
        }
        given.value().found().ifPresent(value -> {
            fits(value, variable.type(), "`" + given.name() + "`");
            retention(given.name(), value);
        });
    }

    private void unknown(Named<Written> given) {
        if (module.declaredElsewhere()) {
            return;
        }
        Optional<String> near = DidYouMean.of(given.name(), module.variables().keySet());
        List<String> names =
                module.variables().keySet().stream().limit(MOST_NAMES).toList();
        String declared = names.isEmpty()
                ? "the directory declares no variables"
                : "declared: `" + String.join("`, `", names) + "`"
                        + (module.variables().size() > names.size() ? ", ..." : "");
        error(
                Problem.UNKNOWN_VARIABLE,
                "`" + directory() + "` has no variable `" + given.name() + "`",
                given.span(),
                near.map(name -> "did you mean `" + name + "`?\n").orElse("") + declared);
    }

    /** What nobody gives; of an environment whose values are all written by hand nothing is known. */
    private void missing(Draft.Environment environment) {
        Map<String, Named<Written>> given =
                InfrastructureBinder.merged(draft.infrastructure().more(), environment);
        if (given.isEmpty() || module.givenElsewhere()) {
            return;
        }
        module.variables().values().stream()
                .filter(RootModule.Variable::required)
                .map(RootModule.Variable::name)
                .filter(name -> !given.containsKey(name) && !module.given().contains(name))
                .forEach(name -> error(
                        Problem.VARIABLE_MISSING,
                        "`" + environment.name() + "` has no value for the variable `" + name + "`",
                        environment
                                .more()
                                .get(InfrastructureShape.VARIABLES)
                                .place()
                                .orElse(environment.place()),
                        "add `" + name + ": ...` to its `variables`, or to those of `infrastructure`"));
    }

    /** A run takes one file with the values of its environment, and stops where only others have one. */
    private void file(Draft.Environment environment) {
        Optional<SourceSpan> place =
                environment.more().get(InfrastructureShape.VARIABLES).place();
        String own = environment.name() + ".tfvars";
        String other = "environments/" + own;
        boolean beside = module.values().contains(other);
        if (InfrastructureBinder.merged(draft.infrastructure().more(), environment)
                .isEmpty()) {
            if (place.isEmpty() && !beside && !module.values().contains(own)) {
                error(
                        Problem.VARIABLE_MISSING,
                        "`" + environment.name()
                                + "` has no values, and others have: its runs would stop for want of them",
                        environment.place(),
                        "add `variables` to it, or write `" + directory() + "/" + own
                                + "` by hand, even if it is empty");
            }
        } else if (beside) {
            error(
                    Problem.VARIABLE_MISSING,
                    "`" + environment.name() + "` has values here and in `" + directory() + "/" + other
                            + "`: its runs would stop, since they take one file",
                    place.orElse(environment.place()),
                    "move the values of that file to `variables`, and delete it");
        }
    }

    /** Strict where Terraform converts: `1.10` without quotes would become the text "1.1". */
    private void fits(Written value, VariableType type, String what) {
        switch (type) {
            case VariableType.Simple simple -> single(value, simple, what);
            case VariableType.Many many -> {
                if (value instanceof Written.Several several) {
                    several.items().forEach(item -> fits(item, many.item(), "an item of " + what));
                } else {
                    wrong(value, type, what, value instanceof Written.Single ? "write it in `[` and `]`\n" : "");
                }
            }
            case VariableType.Map map -> {
                if (value instanceof Written.Members members) {
                    members.members()
                            .forEach(member -> fits(member.value(), map.value(), name(member) + " of " + what));
                } else {
                    wrong(value, type, what, "");
                }
            }
            case VariableType.Tuple tuple -> {
                if (value instanceof Written.Several several
                        && several.items().size() == tuple.items().size()) {
                    for (int i = 0; i < tuple.items().size(); i++) {
                        fits(several.items().get(i), tuple.items().get(i), "item " + (i + 1) + " of " + what);
                    }
                } else {
                    wrong(value, type, what, "");
                }
            }
            case VariableType.Attributes object -> {
                if (value instanceof Written.Members members) {
                    attributes(members, object, what);
                } else {
                    wrong(value, type, what, "");
                }
            }
        }
    }

    private void single(Written value, VariableType.Simple type, String what) {
        if (type == VariableType.Simple.ANY) {
            return;
        }
        VariableValue given = value.value();
        boolean right = switch (type) {
            case STRING -> given instanceof VariableValue.Text;
            case NUMBER -> given instanceof VariableValue.Numeral;
            case BOOL -> given instanceof VariableValue.Truth;
            case ANY -> true;
        };
        if (right) {
            return;
        }
        String cure = switch (given) {
            case VariableValue.Numeral(String digits)
            when type == VariableType.Simple.STRING -> "write `\"" + digits + "\"`\n";
            case VariableValue.Truth(boolean truth)
            when type == VariableType.Simple.STRING -> "write `\"" + truth + "\"`\n";
            case VariableValue.Text(String text)
            when type == VariableType.Simple.NUMBER && text.matches("-?(0|[1-9][0-9]{0,15})(\\.[0-9]{1,15})?") ->
                "write it without quotes\n";
            case VariableValue.Text(String text)
            when type == VariableType.Simple.BOOL && text.matches("(?i)true|yes|on") -> "write `true`\n";
            case VariableValue.Text(String text)
            when type == VariableType.Simple.BOOL && text.matches("(?i)false|no|off") -> "write `false`\n";
            default -> "";
        };
        wrong(value, type, what, cure);
    }

    private void attributes(Written.Members members, VariableType.Attributes object, String what) {
        Map<String, VariableType.Attribute> declared = object.attributes();
        for (Written.Member member : members.members()) {
            VariableType.Attribute attribute = declared.get(member.name());
            if (attribute == null) {
                error(
                        Problem.VARIABLE_TYPE,
                        name(member) + " is not an attribute of " + what,
                        member.span(),
                        DidYouMean.of(member.name(), declared.keySet())
                                        .map(name -> "did you mean `" + name + "`?\n")
                                        .orElse("")
                                + "the variable is of the type " + shown(object));
            } else {
                fits(member.value(), attribute.type(), name(member) + " of " + what);
            }
        }
        declared.forEach((name, attribute) -> {
            if (!attribute.optional()
                    && members.members().stream()
                            .noneMatch(member -> member.name().equals(name))) {
                error(
                        Problem.VARIABLE_TYPE,
                        what + " lacks the attribute " + Inert.value(name),
                        members.span(),
                        "the variable is of the type " + shown(object));
            }
        });
    }

    private static String name(Written.Member member) {
        return Inert.value(member.name());
    }

    private void wrong(Written value, VariableType type, String what, String cure) {
        error(
                Problem.VARIABLE_TYPE,
                what + " is " + value.kind() + ", and the variable takes " + shown(type),
                value.span(),
                cure + "allowed: " + shown(type));
    }

    private static String shown(VariableType type) {
        return Inert.value(type.words());
    }

    private void retention(String name, Written value) {
        if (!RETENTION.matcher(name).matches()
                || !(value.value() instanceof VariableValue.Numeral(String digits))
                || !digits.matches("[0-9]{1,6}")) {
            return;
        }
        int days = Integer.parseInt(digits);
        if (!DAYS.contains(days)) {
            int near = DAYS.stream()
                    .filter(each -> each > 0)
                    .min(Comparator.comparingInt(each -> each >= days ? each - days : 100_000 + days - each))
                    .orElseThrow();
            diagnostics.add(Diagnostic.warning(
                    Problem.LOG_RETENTION,
                    "CloudWatch Logs does not keep logs for `" + days + "` days",
                    value.span(),
                    "the next number that it takes is `" + near + "`"));
        }
    }

    private String directory() {
        return draft.infrastructure().directory().get();
    }

    private void error(Problem problem, String message, SourceSpan span, String help) {
        diagnostics.add(Diagnostic.error(problem, message, span, help));
    }
}
