package dev.slipway.init;

import dev.slipway.init.RepositoryFacts.CheckFacts;
import dev.slipway.init.RepositoryFacts.Code;
import dev.slipway.init.RepositoryFacts.EnvironmentFacts;
import dev.slipway.init.RepositoryFacts.Hosting;
import dev.slipway.model.Application.Kind;
import dev.slipway.model.Flow;
import dev.slipway.model.UsualBranches;
import dev.slipway.render.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code slipway.yaml}: what a reader wants to see and change, with a word on each line. What is not known
 * becomes a value that the loader refuses, so that nobody deploys to a guess.
 */
final class ConfigurationText {
    /** Refused wherever it stands: it is no account, no region, no name. */
    static final String UNKNOWN = "\"...\"";

    private static final int COMMENT_COLUMN = 36;
    /** Assumed where code says no version; the loader's default for a package. */
    private static final String USUAL_PYTHON = "3.12";

    private final RepositoryFacts facts;
    private final List<String> lines = new ArrayList<>();

    private ConfigurationText(RepositoryFacts facts) {
        this.facts = facts;
    }

    static String of(RepositoryFacts facts) {
        var text = new ConfigurationText(facts);
        text.head();
        text.application();
        if (facts.code().present()) {
            text.gates(facts.gates());
        }
        if (facts.delivered().flow() == Flow.ORCHESTRATED) {
            text.infrastructure();
        } else if (facts.deploysTerraform()) {
            text.infrastructureAlone();
        }
        text.environments();
        return String.join("\n", text.lines) + "\n";
    }

    private void head() {
        line("# How this repository is delivered. After a change: slipway validate, then slipway generate.");
        if (facts.service() == null) {
            line("service: " + UNKNOWN, "fill in: lower-case letters, digits and hyphens");
        } else {
            line("service: " + YamlScalar.of(facts.service()));
        }
        if (facts.owner() == null) {
            line("actions: \".../actions@v1\"", "fill in: the organisation that publishes the workflows");
        } else {
            line("actions: " + YamlScalar.of(facts.owner() + "/actions@v1"), "the published workflows, at a release");
        }
        Flow flow = facts.delivered().flow();
        line(
                "flow: " + flow.word(),
                switch (flow) {
                    case ORCHESTRATED -> "a python, terraform and orchestrator workflow per environment";
                    case PROMOTION -> "a push deploys to the first environment; the others are promoted to";
                    case BRANCHES -> "each environment has a branch";
                });
    }

    private void application() {
        Code code = facts.code();
        line("");
        line("application:");
        Kind kind = facts.delivered().kind();
        if (kind == Kind.NONE) {
            line("  kind: none", "no Lambda function was found: else lambda-zip, lambda-image or sam");
        } else {
            line("  kind: " + kind.word());
        }
        String template = facts.delivered().template();
        if (kind == Kind.SAM && template != null && !template.equals("template.yaml")) {
            line("  template: " + YamlScalar.of(template));
        }
        boolean zip = kind == Kind.LAMBDA_ZIP;
        if (!code.present()) {
            return;
        }
        line(
                "  source: " + YamlScalar.of(code.source()),
                code.source().equals(".")
                        ? "move the code into a folder, such as src, and name it here"
                        : zip ? "its content becomes the root of the package" : null);
        line("  tests: " + YamlScalar.of(code.tests() == null ? "tests" : code.tests()));
        if ((zip || kind == Kind.LAMBDA_IMAGE) && code.requirements() != null) {
            line(
                    "  requirements: " + YamlScalar.of(code.requirements()),
                    zip ? "what is packaged beside the code" : null);
        }
        List<String> versions = code.versions().isEmpty() ? List.of(USUAL_PYTHON) : code.versions();
        line(
                "  python: "
                        + versions.stream().map(ConfigurationText::digits).collect(Collectors.joining(", ", "[", "]")),
                code.versions().isEmpty()
                        ? "assumed: no file says a version"
                        : kind != Kind.NONE && versions.size() > 1 ? "all are tested" : null);
        if (kind != Kind.NONE) {
            line(
                    "  runtime: " + digits(code.runtime() == null ? versions.getLast() : code.runtime()),
                    "the version of the function");
        }
        if (zip || kind == Kind.LAMBDA_IMAGE) {
            line("  architecture: " + (code.architecture() == null ? "x86_64" : YamlScalar.of(code.architecture())));
        }
    }

    private void gates(CheckFacts gates) {
        line("");
        line("gates:");
        line(
                "  lint: "
                        + (gates.lint().isEmpty()
                                ? "[flake8]"
                                : gates.lint().stream()
                                        .map(YamlScalar::of)
                                        .collect(Collectors.joining(", ", "[", "]"))),
                "of flake8, black, isort");
        line("  types: " + (gates.types() ? "mypy" : "none"), gates.types() ? null : "or mypy");
        line("  security: [bandit, pip-audit, secrets]");
        line("  coverage: " + Objects.requireNonNullElse(gates.coverage(), 80), "percent, at least");
        line("  advisory: []", "gates that only warn; never tests, coverage, secrets");
    }

    /** Without Terraform there is nothing to deliver yet, which the loader says. */
    private void infrastructureAlone() {
        if (facts.terraform().directory() != null) {
            infrastructure();
            return;
        }
        line("");
        line("infrastructure:");
        line("  tool: none", "no Terraform was found: say terraform or tofu where there is some");
    }

    private void infrastructure() {
        var terraform = facts.terraform();
        line("");
        line("infrastructure:");
        if (!terraform.others().isEmpty()) {
            List<String> shown = terraform.others().stream().limit(5).toList();
            line("  # not deployed, though Terraform is configured there too: " + String.join(", ", shown)
                    + (shown.size() < terraform.others().size() ? ", ..." : ""));
        }
        if (terraform.tofu()) {
            line("  tool: tofu", "the files are *.tofu, which Terraform does not read");
        }
        if (terraform.directory() == null) {
            line("  directory: iac/terraform", "no Terraform was found; this is where it is looked for");
        } else if (terraform.directory().equals(".")) {
            line("  directory: '.'", "move the *.tf files into a folder and name it here");
        } else {
            line("  directory: " + YamlScalar.of(terraform.directory()));
        }
        if (terraform.version() != null) {
            line("  version: " + digits(terraform.version()), "plans and applies");
        }
        if (terraform.hosting() != Hosting.NONE) {
            line(
                    "  cloud-token-secret: TF_API_TOKEN",
                    "the GitHub secret with a token of HCP Terraform, which has the state");
        }
    }

    private void environments() {
        List<EnvironmentFacts> environments = facts.environments();
        line("");
        line(
                "# In promotion order. A push to its branch deploys to an environment; one without a branch takes the very");
        line("# package that the one before it has run.");
        boolean workspaces = facts.choosesWorkspaces();
        if (environments.stream()
                .anyMatch(e -> e.account() == null || e.region() == null || (workspaces && e.workspace() == null))) {
            line("# Fill in each \"...\": the twelve digits of the AWS account, the region"
                    + (workspaces ? ", the workspace of HCP Terraform." : "."));
        }
        line("environments:");
        for (int i = 0; i < environments.size(); i++) {
            EnvironmentFacts environment = environments.get(i);
            String branch = branch(i, environments.size());
            line("  " + YamlScalar.of(environment.name()) + ": { account: "
                    + (environment.account() == null ? UNKNOWN : digits(environment.account())) + ", region: "
                    + (environment.region() == null ? UNKNOWN : YamlScalar.of(environment.region())) + ", role: "
                    + role(environment)
                    + (workspaces ? ", workspace: " + workspace(environment) : "")
                    + (branch == null ? "" : ", deploy: { branch: " + YamlScalar.of(branch) + " }") + " }");
        }
    }

    /** The loader's own defaults, with the branches that the repository has, written out. */
    private @Nullable String branch(int position, int count) {
        return new UsualBranches(facts.branches().trunk(), facts.branches().develop())
                .of(facts.delivered().flow(), position, count)
                .orElse(null);
    }

    private static String workspace(EnvironmentFacts environment) {
        return environment.workspace() == null ? UNKNOWN : YamlScalar.of(environment.workspace());
    }

    /** A name; outside of the standard partition the loader wants the ARN, which needs the account. */
    private static String role(EnvironmentFacts environment) {
        String name = "github-actions-" + environment.name();
        String region = environment.region();
        if (region == null || !(region.startsWith("cn-") || region.startsWith("us-gov-"))) {
            return name;
        }
        String partition = region.startsWith("cn-") ? "aws-cn" : "aws-us-gov";
        return environment.account() == null
                ? UNKNOWN
                : YamlScalar.of("arn:" + partition + ":iam::" + environment.account() + ":role/" + name);
    }

    /** Digits and dots, in the double quotes that keep any reader from taking them for a number. */
    private static String digits(String text) {
        if (!text.matches("[0-9.]+")) {
            throw new IllegalArgumentException("not only digits and dots: " + text);
        }
        return "\"" + text + "\"";
    }

    private void line(String text) {
        line(text, null);
    }

    private void line(String text, @Nullable String comment) {
        if (comment == null) {
            lines.add(text);
        } else {
            String space = " ".repeat(Math.max(1, COMMENT_COLUMN - text.length()));
            lines.add(text + space + "# " + comment);
        }
    }
}
