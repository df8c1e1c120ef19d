package dev.slipway.init;

import dev.slipway.model.Application.Kind;
import dev.slipway.model.Flow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a repository holds, as far as its configuration is concerned. What is null could not be detected, or not without
 * doubt. Every text is on one of the loader's allow-lists.
 *
 * @param service the name of the service
 * @param owner the organisation or user on GitHub
 * @param branches which branches deploy
 * @param code its Python code
 * @param gates which checks it is set up for
 * @param terraform its Terraform configuration
 * @param delivered as what its code is delivered
 * @param environments where it is deployed to, in promotion order
 * @param workflows the files in {@code .github/workflows}
 * @param remarks what the user should know about the detection
 */
public record RepositoryFacts(
        @Nullable String service,
        @Nullable String owner,
        Branches branches,
        Code code,
        CheckFacts gates,
        TerraformFacts terraform,
        Delivered delivered,
        List<EnvironmentFacts> environments,
        List<String> workflows,
        List<String> remarks) {
    public RepositoryFacts {
        environments = List.copyOf(environments);
        workflows = List.copyOf(workflows);
        remarks = List.copyOf(remarks);
    }

    /**
     * Branches that deploy.
     *
     * @param trunk the main line
     * @param develop the branch of the first environment, where there are three and more
     */
    public record Branches(String trunk, String develop) {}

    /**
     * Python code.
     *
     * @param present whether there is any in a folder that can be checked
     * @param lambda whether it is delivered as the zip of a Lambda function
     * @param source the folder with the code, {@code .} for the root, which the configuration refuses
     * @param tests the folder with the tests
     * @param requirements the file of the dependencies
     * @param versions the versions that it is for, ascending
     * @param runtime the version of the function
     * @param architecture the function's processor
     */
    public record Code(
            boolean present,
            boolean lambda,
            String source,
            @Nullable String tests,
            @Nullable String requirements,
            List<String> versions,
            @Nullable String runtime,
            @Nullable String architecture) {
        public Code {
            versions = List.copyOf(versions);
        }
    }

    /**
     * As what the code is delivered.
     *
     * @param flow the shape of the pipeline
     * @param kind what is built
     * @param template the file of the SAM template, if there is one
     */
    public record Delivered(Flow flow, Kind kind, @Nullable String template) {}

    /**
     * Checks that the repository is set up for.
     *
     * @param lint style checkers; empty if none is configured
     * @param types whether mypy is configured
     * @param coverage the least coverage that is asked for, in percent
     */
    public record CheckFacts(
            List<String> lint, boolean types, @Nullable Integer coverage) {
        public CheckFacts {
            lint = List.copyOf(lint);
        }
    }

    /**
     * A Terraform configuration.
     *
     * @param directory its folder, {@code .} for the root, which the configuration refuses; null if there is none
     * @param others further folders with a configuration of their own
     * @param tofu whether OpenTofu alone would read it
     * @param version the exact version that it asks for
     * @param hosting whether HCP Terraform has its state
     */
    public record TerraformFacts(
            @Nullable String directory,
            List<String> others,
            boolean tofu,
            @Nullable String version,
            Hosting hosting) {
        public TerraformFacts {
            others = List.copyOf(others);
        }
    }

    /** What HCP Terraform, or Terraform Enterprise, has to do with the state. */
    public enum Hosting {
        NONE,
        /** It has the state, in the one workspace that the files name. */
        ONE_WORKSPACE,
        /** It has the state, in a workspace that is chosen for each environment. */
        WORKSPACES
    }

    /**
     * An environment.
     *
     * @param name its name
     * @param account its AWS account
     * @param region its AWS region
     * @param workspace the workspace of HCP Terraform that has its state, which no file says
     */
    public record EnvironmentFacts(
            String name,
            @Nullable String account,
            @Nullable String region,
            @Nullable String workspace) {}

    /** Whether the configuration has to say what plans and applies. */
    boolean deploysTerraform() {
        return delivered.flow() == Flow.ORCHESTRATED || delivered.kind() == Kind.NONE;
    }

    /** Whether the configuration has to name the workspace of each environment. */
    boolean choosesWorkspaces() {
        return deploysTerraform() && terraform.hosting() == Hosting.WORKSPACES;
    }
}
