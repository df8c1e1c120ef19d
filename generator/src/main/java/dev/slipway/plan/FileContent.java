package dev.slipway.plan;

import dev.slipway.catalog.ActionRef;
import dev.slipway.catalog.Permission;
import dev.slipway.model.VariableValue;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Every value of one planned file. Templates only place them. */
public sealed interface FileContent {

    /** A file that is rendered by a template: a workflow, or settings of the repository's. */
    sealed interface Workflow extends FileContent
            permits DeliveryContent,
                    InfrastructureContent,
                    OperationsContent,
                    OrchestratedContent,
                    ZizmorConfiguration {}

    /**
     * Values for Terraform.
     *
     * @param values by the names of variables or settings
     */
    record TerraformValues(SequencedMap<String, VariableValue> values) implements FileContent {}

    /**
     * A job that calls a reusable workflow.
     *
     * @param uses the workflow: in the catalog, or a file of the repository
     * @param permissions exactly what the workflow's jobs need together
     * @param with the inputs whose values are known
     */
    record Call(ActionRef uses, List<Permission> permissions, List<Input> with) {
        public Call {
            permissions = List.copyOf(permissions);
            with = List.copyOf(with);
        }
    }

    /**
     * An input of a called workflow.
     *
     * @param value a text, a whole number or a truth value
     */
    record Input(String name, Object value) {
        public Input {
            if (!(value instanceof String) && !(value instanceof Integer) && !(value instanceof Boolean)) {
                throw new IllegalArgumentException("not the value of an input: " + value);
            }
        }
    }

    /**
     * A call in a job of its own.
     *
     * @param id the job
     * @param condition when it runs, or null for always
     */
    record Job(String id, @Nullable Condition condition, Call call) {}

    /**
     * A secret that a called workflow gets.
     *
     * @param name what the called workflow calls it
     * @param from what the repository calls it
     */
    record Secret(String name, String from) {}

    /**
     * A call of one of Terraform's workflows for one environment.
     *
     * @param id the job
     * @param condition when it runs, or null for always
     * @param queue what of all that changes the environment only one may run at a time; null for what changes nothing
     * @param needs the jobs before it
     * @param call the call
     * @param secrets what it is handed
     */
    record TerraformJob(
            String id,
            @Nullable Condition condition,
            @Nullable Queue queue,
            List<String> needs,
            Call call,
            List<Secret> secrets) {
        public TerraformJob {
            needs = List.copyOf(needs);
            secrets = List.copyOf(secrets);
        }
    }

    /**
     * A job that calls a workflow file of the same repository, at the same commit.
     *
     * @param uses its path, starting with {@code ./}
     * @param permissions exactly what the file's jobs grant together
     */
    record LocalCall(String uses, List<Permission> permissions) {
        public LocalCall {
            permissions = List.copyOf(permissions);
        }
    }

    /**
     * Tells zizmor which unpinned references are the organisation's own.
     *
     * @param catalog pattern of the catalog's references, or null where they are pinned to a commit
     */
    record ZizmorConfiguration(@Nullable String catalog) implements Workflow {}
}
