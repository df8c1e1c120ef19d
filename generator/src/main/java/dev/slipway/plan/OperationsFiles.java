package dev.slipway.plan;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.model.Environment;
import dev.slipway.model.Operations;
import dev.slipway.model.Operations.CostReport;
import dev.slipway.model.Operations.DevSchedule;
import dev.slipway.model.Operations.Requirement;
import dev.slipway.model.Operations.SecretsCheck;
import dev.slipway.model.Operations.Where;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.FileContent.Job;
import dev.slipway.plan.OperationsContent.Presence;
import dev.slipway.plan.OperationsContent.SecretsOfEnvironment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The workflows that look after the environments, each where the configuration asks for it. */
final class OperationsFiles {
    private static final String COST_REPORT = "cost-report";
    private static final String DEV_SCHEDULE = "dev-schedule";
    private static final String SECRETS_CHECK = "secrets-check";

    private final Pipeline pipeline;
    private final OperationsCalls calls;
    private final List<PlannedFile> files = new ArrayList<>();

    private OperationsFiles(Pipeline pipeline, CatalogIndex catalog) {
        this.pipeline = pipeline;
        this.calls = new OperationsCalls(pipeline, new CatalogCalls(pipeline.catalog(), catalog));
    }

    /** All of them; none where nothing is asked for. */
    static List<PlannedFile> of(Pipeline pipeline, CatalogIndex catalog) {
        var operations = new OperationsFiles(pipeline, catalog);
        Operations asked = pipeline.operations();
        if (asked.costReport() != null) {
            operations.costReport(asked.costReport());
        }
        if (asked.devSchedule() != null) {
            operations.devSchedule(asked.devSchedule());
        }
        if (asked.secretsCheck() != null) {
            operations.secretsCheck(asked.secretsCheck());
        }
        operations.files.addAll(MonitoringFiles.of(pipeline, catalog));
        return operations.files;
    }

    /** What a service costs is counted by account: another environment in the same one would be told the same. */
    private void costReport(CostReport report) {
        Set<String> accounts = new HashSet<>();
        List<Job> jobs = pipeline.environments().stream()
                .filter(environment -> accounts.add(environment.account()))
                .map(environment ->
                        new Job(COST_REPORT + "-" + environment.name(), null, calls.costReport(report, environment)))
                .toList();
        workflow(COST_REPORT, new OperationsContent.CostReport(COST_REPORT, new Cron(report.schedule()), jobs));
    }

    private void devSchedule(DevSchedule schedule) {
        boolean several = schedule.environments().size() > 1;
        List<Job> jobs = pipeline.environments().stream()
                .filter(environment -> schedule.environments().contains(environment.name()))
                .map(environment -> new Job(
                        DEV_SCHEDULE + "-" + environment.name(),
                        several ? chosen(environment) : null,
                        calls.devSchedule(schedule, environment)))
                .toList();
        workflow(
                DEV_SCHEDULE,
                new OperationsContent.DevSchedule(
                        DEV_SCHEDULE,
                        new Cron(schedule.start()),
                        new Cron(schedule.stop()),
                        schedule.timezone().equals("UTC") ? null : schedule.timezone(),
                        several ? schedule.environments() : List.of(),
                        jobs));
    }

    private static Condition chosen(Environment environment) {
        return Condition.event("schedule")
                .or(Condition.input("environment", environment.name()))
                .or(Condition.input("environment", "all"));
    }

    private void secretsCheck(SecretsCheck check) {
        List<SecretsOfEnvironment> checks = pipeline.environments().stream()
                .filter(environment -> !check.in(environment).isEmpty())
                .map(environment -> new SecretsOfEnvironment(
                        SECRETS_CHECK + "-" + environment.name(),
                        presence(check.in(environment), environment),
                        calls.secretsCheck(check, environment)))
                .toList();
        workflow(SECRETS_CHECK, new OperationsContent.SecretsCheck(SECRETS_CHECK, new Cron(check.schedule()), checks));
    }

    private static @Nullable Presence presence(List<Requirement> required, Environment environment) {
        List<Requirement> asked =
                required.stream().filter(each -> each.where().atGithub()).toList();
        return asked.isEmpty()
                ? null
                : new Presence(
                        "secrets-present-" + environment.name(),
                        asked.stream().anyMatch(each -> each.where() == Where.ENVIRONMENT) ? environment.name() : null,
                        names(asked, environment, false),
                        names(asked, environment, true));
    }

    private static List<GithubName> names(List<Requirement> required, Environment environment, boolean variables) {
        return required.stream()
                .filter(each -> each.variable() == variables)
                .map(each -> new GithubName(each.name().in(environment)))
                .toList();
    }

    private void workflow(String name, FileContent content) {
        files.add(new PlannedFile(".github/workflows/" + DeliveryNames.file(name), content));
    }
}
