package dev.slipway.plan;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.model.Environment;
import dev.slipway.model.LambdaFunction;
import dev.slipway.model.Operations.Monitoring;
import dev.slipway.model.Pipeline;
import dev.slipway.model.VariableValue;
import dev.slipway.plan.FileContent.TerraformJob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/** The workflow of monitoring, and what its Terraform gets in each environment. */
final class MonitoringFiles {
    private static final String NAME = "setup-monitoring";
    private static final String CHANGES = "monitoring-changes";
    private static final String CHECKS = "monitoring-checks";

    private final Pipeline pipeline;
    private final Monitoring monitoring;
    private final InfrastructureCalls calls;

    private MonitoringFiles(Pipeline pipeline, Monitoring monitoring, CatalogIndex catalog) {
        this.pipeline = pipeline;
        this.monitoring = monitoring;
        // The same tool, roles and protection as the infrastructure; another directory, and so another state and
        // record.
        this.calls = new InfrastructureCalls(
                pipeline,
                Objects.requireNonNull(pipeline.infrastructure()).at(monitoring.directory()),
                new CatalogCalls(pipeline.catalog(), catalog));
    }

    /** All of them; none where there is no monitoring. */
    static List<PlannedFile> of(Pipeline pipeline, CatalogIndex catalog) {
        Monitoring monitoring = pipeline.operations().monitoring();
        return monitoring == null ? List.of() : new MonitoringFiles(pipeline, monitoring, catalog).all();
    }

    /** The jobs that look at this Terraform on pull requests; none where there is no monitoring. */
    static List<TerraformJob> reviewed(Pipeline pipeline, CatalogIndex catalog) {
        Monitoring monitoring = pipeline.operations().monitoring();
        return monitoring == null ? List.of() : new MonitoringFiles(pipeline, monitoring, catalog).reviewed();
    }

    private List<TerraformJob> reviewed() {
        return List.of(
                new TerraformJob(CHANGES, null, null, List.of(), calls.changes(), List.of()),
                new TerraformJob(
                        CHECKS, Condition.changed(CHANGES), null, List.of(CHANGES), calls.checks(), List.of()));
    }

    private List<PlannedFile> all() {
        List<PlannedFile> files = new ArrayList<>();
        files.add(new PlannedFile(".github/workflows/" + DeliveryNames.file(NAME), workflow()));
        for (Environment environment : pipeline.environments()) {
            files.add(new PlannedFile(
                    monitoring.directory() + "/" + environment.name() + ".tfvars",
                    new FileContent.TerraformValues(values(environment))));
            files.add(new PlannedFile(
                    monitoring.directory() + "/backend/" + environment.name() + ".hcl",
                    new FileContent.TerraformValues(
                            Objects.requireNonNull(monitoring.backends().get(environment.name())))));
        }
        return files;
    }

    private FileContent workflow() {
        List<TerraformJob> jobs = new ArrayList<>();
        for (Environment environment : pipeline.environments()) {
            jobs.add(new TerraformJob(
                    NAME + "-" + environment.name(),
                    Condition.input("environment", environment.name()),
                    // The queue of the infrastructure: an application of that one may just make what is watched here.
                    InfrastructureNames.queue(pipeline, environment),
                    List.of(InfrastructureNames.CHECKS),
                    calls.apply(environment, null, false),
                    calls.planningAndApplying()));
        }
        return new OperationsContent.MonitoringSetup(
                NAME,
                pipeline.environments().stream().map(Environment::name).toList(),
                new FileContent.Job(InfrastructureNames.CHECKS, null, calls.checks()),
                jobs);
    }

    private SequencedMap<String, VariableValue> values(Environment environment) {
        SequencedMap<String, VariableValue> values = new LinkedHashMap<>();
        values.put("environment", new VariableValue.Text(environment.name()));
        values.put("account", new VariableValue.Text(environment.account()));
        values.put("region", new VariableValue.Text(environment.region()));
        SequencedMap<String, VariableValue> functions = new LinkedHashMap<>();
        for (LambdaFunction function : pipeline.application().functions()) {
            functions.put(
                    function.name(),
                    new VariableValue.Text(function.deployedAs().in(environment)));
        }
        if (!functions.isEmpty()) {
            values.put("functions", new VariableValue.Members(functions));
        }
        SequencedMap<String, VariableValue> tables = new LinkedHashMap<>();
        tables.put("deployments", new VariableValue.Text(pipeline.delivery().table()));
        values.put("tables", new VariableValue.Members(tables));
        if (!monitoring.emails().isEmpty()) {
            SequencedMap<String, VariableValue> emails = new LinkedHashMap<>();
            monitoring.emails().forEach((topic, addresses) -> emails.put(topic, texts(addresses)));
            values.put("emails", new VariableValue.Members(emails));
        }
        return values;
    }

    private static VariableValue texts(List<String> texts) {
        return new VariableValue.Items(
                texts.stream().<VariableValue>map(VariableValue.Text::new).toList());
    }
}
