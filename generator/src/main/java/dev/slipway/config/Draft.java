package dev.slipway.config;

import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.model.Application.Architecture;
import dev.slipway.model.Application.Kind;
import dev.slipway.model.Flow;
import dev.slipway.model.Helpers.Extra;
import dev.slipway.model.Infrastructure.Tool;
import java.util.List;

/** A configuration with its defaults, each value checked by itself and not yet against the others. */
record Draft(
        Field<String> service,
        Field<String> actions,
        Field<Pin> pin,
        Field<Flow> flow,
        Application application,
        Gates gates,
        Infrastructure infrastructure,
        Field<List<Environment>> environments,
        Helpers helpers) {

    /** What is built. */
    record Application(
            Field<Kind> kind,
            Field<String> source,
            Field<String> tests,
            Field<String> requirements,
            Field<List<Located<String>>> python,
            Field<String> runtime,
            Field<Architecture> architecture) {}

    /** What has to pass. */
    record Gates(
            Field<List<Located<String>>> lint,
            Field<String> types,
            Field<List<Located<String>>> security,
            Field<Integer> coverage,
            Field<String> coverageReport,
            Field<List<Located<String>>> advisory) {}

    /**
     * What Terraform does.
     *
     * @param written whether the file has the section
     * @param more its section, for the keys of {@link InfrastructureShape}
     */
    record Infrastructure(
            Field<Tool> tool, Field<String> directory, Field<String> version, boolean written, Section more) {}

    /**
     * Whether Terraform does anything: always in the flow that it deploys in, and in the others where the file asks for
     * it, or where there is nothing else.
     */
    boolean terraformed() {
        if (infrastructure.tool().found().filter(tool -> tool != Tool.NONE).isEmpty()) {
            return false;
        }
        return flow.found().filter(f -> !f.promotes()).isPresent()
                || infrastructure.written()
                || application.kind().found().filter(k -> k == Kind.NONE).isPresent();
    }

    /** The environments; none where the file has no valid ones. */
    List<Environment> knownEnvironments() {
        return environments.found().orElse(List.of());
    }

    /** What the repository gets beside its workflows. */
    record Helpers(Field<List<Located<Extra>>> without, Field<List<Located<String>>> owners) {}

    /**
     * Where it goes.
     *
     * @param place the name's place
     * @param branch absent where a promotion starts the deployment
     * @param more its section, for the keys of {@link DeliveryShape} and of {@link InfrastructureShape}
     */
    record Environment(
            String name,
            SourceSpan place,
            Field<String> account,
            Field<String> region,
            Field<String> role,
            Field<String> branch,
            Section more) {

        /** Where its backend stands, or where it does itself if it has none. */
        SourceSpan backendPlace() {
            return more.get(InfrastructureShape.BACKEND).place().orElse(place);
        }
    }
}
