package dev.slipway.config;

import dev.slipway.config.Field.Absent;
import dev.slipway.config.Field.Assumed;
import dev.slipway.config.Field.Given;
import dev.slipway.config.Field.Invalid;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.model.Application.Kind;
import dev.slipway.model.Flow;
import dev.slipway.model.Infrastructure.Tool;
import dev.slipway.model.UsualBranches;
import java.util.ArrayList;
import java.util.List;

/** Fills in everything that the file leaves out. The fixed values stand in {@link ConfigShape}. */
final class Defaults {
    private static final String TERRAFORM = "1.11.4";
    private static final String TOFU = "1.10.6";

    private Defaults() {}

    static Draft apply(Section file) {
        Draft.Application application = application(Section.of(file.get(ConfigShape.APPLICATION)));
        return new Draft(
                file.get(ConfigShape.SERVICE),
                file.get(ConfigShape.ACTIONS),
                fixed(file, ConfigShape.PIN),
                fixed(file, ConfigShape.FLOW),
                application,
                withoutCode(application)
                        ? noGates(file.get(ConfigShape.GATES))
                        : gates(Section.of(file.get(ConfigShape.GATES))),
                infrastructure(file.get(InfrastructureShape.INFRASTRUCTURE)),
                environments(file.get(ConfigShape.ENVIRONMENTS), fixed(file, ConfigShape.FLOW)),
                helpers(Section.of(file.get(ConfigShape.HELPERS))));
    }

    private static <T> Field<T> fixed(Section section, Key<T> key) {
        return key.assume(section.get(key));
    }

    /** An application of kind none has Python code only where the file says so. */
    private static Draft.Application application(Section section) {
        Field<Kind> kind = fixed(section, ConfigShape.KIND);
        boolean none = kind.found().filter(k -> k == Kind.NONE).isPresent();
        Field<List<Located<String>>> python =
                none ? section.get(ConfigShape.PYTHON).orAssume(List.of()) : fixed(section, ConfigShape.PYTHON);
        Field<String> runtime = section.get(ConfigShape.RUNTIME);
        if (runtime.absent()) {
            runtime = python.found()
                    .<Field<String>>map(list ->
                            new Assumed<>(list.isEmpty() ? "" : list.getLast().value()))
                    .orElseGet(Invalid::new);
        }
        return new Draft.Application(
                kind,
                fixed(section, ConfigShape.SOURCE),
                fixed(section, ConfigShape.TESTS),
                fixed(section, ConfigShape.REQUIREMENTS),
                python,
                runtime,
                fixed(section, ConfigShape.ARCHITECTURE));
    }

    private static Draft.Infrastructure infrastructure(Field<Section> written) {
        Section section = Section.of(written);
        Field<Tool> tool = fixed(section, InfrastructureShape.TOOL);
        Field<String> version = section.get(InfrastructureShape.VERSION);
        if (version.absent()) {
            version = tool.found()
                    .<Field<String>>map(found -> new Assumed<>(found == Tool.TOFU ? TOFU : TERRAFORM))
                    .orElseGet(Invalid::new);
        }
        return new Draft.Infrastructure(
                tool, fixed(section, InfrastructureShape.DIRECTORY), version, !written.absent(), section);
    }

    private static boolean withoutCode(Draft.Application application) {
        return application.python().found().filter(List::isEmpty).isPresent();
    }

    private static Draft.Gates gates(Section section) {
        return new Draft.Gates(
                fixed(section, ConfigShape.LINT),
                fixed(section, ConfigShape.TYPES),
                fixed(section, ConfigShape.SECURITY),
                fixed(section, ConfigShape.COVERAGE),
                fixed(section, ConfigShape.COVERAGE_REPORT),
                fixed(section, ConfigShape.ADVISORY));
    }

    /** Where there is no code there is nothing to check; gates that the file asks for are an error elsewhere. */
    private static Draft.Gates noGates(Field<Section> written) {
        Section section = Section.of(written);
        return new Draft.Gates(
                section.get(ConfigShape.LINT).orAssume(List.of()),
                section.get(ConfigShape.TYPES).orAssume("none"),
                section.get(ConfigShape.SECURITY).orAssume(List.of()),
                section.get(ConfigShape.COVERAGE).orAssume(0),
                fixed(section, ConfigShape.COVERAGE_REPORT),
                section.get(ConfigShape.ADVISORY).orAssume(List.of()));
    }

    private static Draft.Helpers helpers(Section section) {
        return new Draft.Helpers(fixed(section, ConfigShape.WITHOUT), fixed(section, ConfigShape.OWNERS));
    }

    private static Field<List<Draft.Environment>> environments(Field<List<Named<Section>>> written, Field<Flow> flow) {
        if (!(written instanceof Given<List<Named<Section>>>(List<Named<Section>> named, SourceSpan span))) {
            return new Invalid<>();
        }
        List<Draft.Environment> environments = new ArrayList<>();
        boolean branches =
                named.stream().anyMatch(n -> !branch(Section.of(n.value())).absent());
        for (Named<Section> each : named) {
            Section section = Section.of(each.value());
            Field<String> branch = branch(section);
            environments.add(new Draft.Environment(
                    each.name(),
                    each.span(),
                    section.get(ConfigShape.ACCOUNT),
                    section.get(ConfigShape.REGION),
                    section.get(ConfigShape.ROLE).orAssume("github-actions-" + each.name()),
                    branches ? branch : usualBranch(flow, environments.size(), named.size()),
                    section));
        }
        return new Given<>(List.copyOf(environments), span);
    }

    private static Field<String> branch(Section environment) {
        Field<Section> deploy = environment.get(ConfigShape.DEPLOY);
        return Section.of(deploy).get(ConfigShape.BRANCH);
    }

    /** The branches of a team that names none. */
    private static Field<String> usualBranch(Field<Flow> flow, int position, int count) {
        if (flow.found().isEmpty()) {
            return new Invalid<>();
        }
        return UsualBranches.DEFAULT
                .of(flow.get(), position, count)
                .<Field<String>>map(Assumed::new)
                .orElseGet(Absent::new);
    }
}
