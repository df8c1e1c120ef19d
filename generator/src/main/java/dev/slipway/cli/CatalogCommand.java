package dev.slipway.cli;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.catalog.CatalogPart;
import dev.slipway.catalog.Contract;
import dev.slipway.catalog.TerraformModule;
import dev.slipway.diagnostics.DidYouMean;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what the catalog holds. */
@Command(
        name = "catalog",
        mixinStandardHelpOptions = true,
        header = "Show the actions, reusable workflows and Terraform modules of the catalog.",
        footer = {
            "",
            "Examples:",
            "  slipway catalog",
            "  slipway catalog terraform-deploy",
            "  slipway catalog monitoring"
        })
public final class CatalogCommand implements Callable<Integer> {
    private final CatalogIndex catalog = CatalogIndex.load();
    private final List<TerraformModule> modules = TerraformModule.all();

    @Spec
    CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Show the contract of this one.")
    @Nullable
    String name;

    @Override
    public Integer call() {
        List<CatalogPart> parts = catalog.parts();
        if (name == null) {
            for (CatalogPart.Kind kind : CatalogPart.Kind.values()) {
                list(kind, parts);
            }
            listModules();
            return ExitCode.OK.code();
        }
        List<CatalogPart> named =
                parts.stream().filter(part -> part.name().equals(name)).toList();
        List<TerraformModule> namedModules =
                modules.stream().filter(module -> module.name().equals(name)).toList();
        if (named.isEmpty() && namedModules.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the catalog has no `" + name + "`"
                            + similar(name, parts)
                                    .map(found -> "; did you mean `" + found + "`?")
                                    .orElse("; see `slipway catalog`"));
        }
        named.forEach(this::show);
        namedModules.forEach(this::show);
        return ExitCode.OK.code();
    }

    private Optional<String> similar(String wanted, List<CatalogPart> parts) {
        return DidYouMean.of(
                wanted,
                Stream.concat(
                                parts.stream().map(CatalogPart::name),
                                modules.stream().map(TerraformModule::name))
                        .toList());
    }

    private void list(CatalogPart.Kind kind, List<CatalogPart> parts) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(kind == CatalogPart.Kind.ACTION ? "Composite actions" : "Reusable workflows");
        parts.stream()
                .filter(part -> part.kind() == kind)
                .forEach(part -> out.println("  %-22s v%d  %s"
                        .formatted(
                                part.name(),
                                part.major(),
                                catalog.contract(part).description())));
    }

    private void listModules() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Terraform modules");
        modules.forEach(module ->
                out.println("  %-22s v%d  %s".formatted(module.name(), module.major(), module.description())));
    }

    private void show(TerraformModule module) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(module.name() + " v" + module.major() + ", Terraform module");
        out.println("  " + module.description());
        module.variables()
                .forEach(variable -> out.println("  variable %-22s %s%s"
                        .formatted(variable.name(), variable.meaning(), variable.required() ? " (required)" : "")));
        module.outputs()
                .forEach(output -> out.println("  output   %-22s %s".formatted(output.name(), output.meaning())));
    }

    private void show(CatalogPart part) {
        PrintWriter out = spec.commandLine().getOut();
        Contract contract = catalog.contract(part);
        boolean action = part.kind() == CatalogPart.Kind.ACTION;
        out.println(part.name() + " v" + part.major() + (action ? ", composite action" : ", reusable workflow"));
        out.println("  " + contract.description());
        contract.permissions().forEach(permission -> out.println("  needs    " + permission));
        contract.inputs()
                .forEach(input -> out.println("  input    %-22s %s%s"
                        .formatted(input.name(), input.description(), input.required() ? " (required)" : "")));
        contract.secrets()
                .forEach(secret -> out.println("  secret   %-22s %s".formatted(secret.name(), secret.description())));
        contract.outputs()
                .forEach(output -> out.println("  output   %-22s %s".formatted(output.name(), output.description())));
        contract.jobs().forEach(job -> out.println("  job      " + job));
    }
}
