package dev.slipway.diagnostics;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of problems, each with the id that users see, search for and give to {@code slipway explain}. */
public enum Problem {
    CONFIG_MISSING("config-missing", "There is no slipway.yaml in the directory.", """
            Slipway reads one `slipway.yaml` at the root of the repository. Run `slipway init` to write one from what
            the repository holds, or name the repository's directory on the command line.
            """),
    CONFIG_EXISTS("config-exists", "There already is a slipway.yaml.", """
            `slipway init` writes the file once; from then on it is yours, and no command of Slipway changes it. Edit it,
            or move it away and run `slipway init` again. `slipway init --print` shows what it would write today.
            """),
    CONFIG_TOO_LARGE("config-too-large", "The configuration has more than 256 KB.", """
            Slipway reads at most 256 KB (262,144 bytes). A configuration with twenty environments has about 5 KB, so a
            larger file is most likely another one, or the output of a program that went wrong.

            Check that the right file is in place and that nothing appends to it.
            """),
    NOT_UTF_8("not-utf-8", "The configuration is not encoded in UTF-8.", """
            YAML files are UTF-8 here. Other encodings look alike in an editor and hold other characters, so Slipway
            does not guess. A byte order mark of UTF-8 at the start is accepted and left out.

            Save the file as UTF-8: in most editors "Save with encoding", or `iconv -f UTF-16 -t UTF-8 old.yaml >
            slipway.yaml`.
            """),
    HIDDEN_CHARACTER("hidden-character", "The text contains a character that a reader cannot see.", """
            Control characters, zero-width characters and characters that change the direction of text make a file look
            other than it is read: a reviewer approves one account or branch and another one is used. Line breaks inside
            a value are refused for the same reason. The message names the code point, such as `U+202E`.

            Delete the character, or type the value anew. It often came with text that was pasted from a web page or a
            chat.
            """),
    CONFIG_EMPTY("config-empty", "The configuration holds nothing, or only comments.", """
            The smallest configuration names the service, the catalog and one environment:

            ```yaml
            service: event-handler
            actions: acme/actions@v1
            environments:
              dev: { account: "536580886816", region: af-south-1 }
            ```

            `slipway init` writes one from what the repository holds.
            """),
    YAML_SYNTAX("yaml-syntax", "The configuration is not YAML.", """
            The file could not be read as YAML 1.2. The position is where the reader gave up; the cause is often on the
            line above: a missing colon, a quote or bracket that is never closed, or an indentation that fits no line
            above it.

            ```yaml
            # before
            service event-handler
            # after
            service: event-handler
            ```
            """),
    TAB_INDENT("tab-indent", "A line is indented with a tab.", """
            YAML indents with spaces only, because a tab has no agreed width.

            Replace the tab with spaces, two for each level, and set the editor to do so: `indent_style = space` in
            `.editorconfig`.
            """),
    YAML_DOCUMENTS("yaml-documents", "The file holds more than one YAML document.", """
            A line with `---` starts another document. One repository has one configuration, and it would not be clear
            which of the documents counts.

            Keep one of them. Differences between environments belong under `environments`.
            """),
    YAML_DIRECTIVE("yaml-directive", "The file has a YAML directive.", """
            Lines that start with `%`, such as `%YAML 1.1`, change how the rest is read. Slipway reads YAML 1.2 and
            nothing else, so that the same file means the same everywhere.

            Delete the line.
            """),
    YAML_ANCHOR("yaml-anchor", "The file uses a YAML anchor or alias.", """
            Anchors (`&name`) and aliases (`*name`) hide what a place really says, many tools treat them differently,
            and a few lines of them can expand to gigabytes.

            ```yaml
            # before
            dev: &dev { account: "536580886816", region: af-south-1 }
            test: *dev
            # after
            dev: { account: "536580886816", region: af-south-1 }
            test: { account: "815856636111", region: af-south-1 }
            ```
            """),
    YAML_TAG("yaml-tag", "The file uses a YAML tag.", """
            Tags such as `!!str` or `!!binary` ask a reader to convert a value or to make an object of it. Slipway takes
            every value as the text that stands there.

            ```yaml
            # before
            account: !!str 093646564004
            # after
            account: "093646564004"
            ```
            """),
    YAML_MERGE_KEY("yaml-merge-key", "The file uses a YAML merge key.", """
            `<<` copies keys from elsewhere. It is not part of YAML 1.2, and it hides what an environment really says.

            Write the keys out where they belong.
            """),
    YAML_TOO_DEEP("yaml-too-deep", "The file is nested too deeply.", """
            Slipway reads at most 20 levels of nesting; the configuration needs five. Deeper files exhaust the memory of
            tools that read them.

            Look for a bracket that is never closed, or for a list or mapping that was pasted at the wrong place.
            """),
    DUPLICATE_KEY("duplicate-key", "A key stands twice in one mapping.", """
            YAML forbids it, and readers differ on whether the first or the last value counts. The message shows both
            places.

            ```yaml
            # before
            region: af-south-1
            region: eu-west-1
            # after
            region: eu-west-1
            ```
            """),
    DUPLICATE_VALUE("duplicate-value", "A list holds an item twice, or two names differ only in case.", """
            An item that stands twice in a list does nothing the second time and is most likely meant to be another one.
            Names that differ only in case become the same file on Windows and macOS.

            Delete one of the two, or correct it.
            """),
    UNKNOWN_KEY("unknown-key", "The configuration has no such key.", """
            A key that is not known would do nothing, and a mistyped one would silently leave its default in place.

            ```yaml
            # before
            enviroments:
            # after
            environments:
            ```

            The message lists the keys that are allowed here. The JSON Schema makes editors complete them.
            """),
    KEY_MISSING("key-missing", "A required key is missing.", """
            Only few keys have no default, because no value would be right for everyone: `service`, `actions`,
            `environments`, and `account` and `region` of each environment.

            Add the key; the message says what its value may be.
            """),
    VALUE_MISSING("value-missing", "A key has no value.", """
            A key with nothing behind it is null in YAML, and it is not clear whether the default or nothing is meant.

            ```yaml
            # before
            source:
            # after
            source: src
            ```

            Delete the key to get its default.
            """),
    WRONG_TYPE("wrong-type", "A value is of the wrong type.", """
            A list stands where a single value belongs, text where a number belongs, or the like. Numbers stand without
            quotes and have no sign, fraction or leading zero.

            ```yaml
            # before
            coverage: "80"
            lint: flake8
            # after
            coverage: 80
            lint: [flake8]
            ```
            """),
    UNQUOTED_VALUE("unquoted-value", "Text that looks like a number or truth value stands without quotes.", """
            YAML readers turn such a value into something else before anyone sees it: `3.10` becomes the number 3.1, and
            the account id `093646564004` loses its leading zero. Slipway would keep the text, but editors, scripts and
            the next tool that rewrites the file would not.

            ```yaml
            # before
            python: 3.10
            account: 093646564004
            # after
            python: "3.10"
            account: "093646564004"
            ```
            """),
    VALUE_NOT_ALLOWED("value-not-allowed", "The value is not one of the allowed ones.", """
            The key takes one of a few words, which the message lists. They are compared exactly, in lower case.

            ```yaml
            # before
            lint: [flake]
            # after
            lint: [flake8]
            ```
            """),
    OUT_OF_RANGE("out-of-range", "A number, list or mapping is too small or too large.", """
            The message says what is allowed: `coverage` is a percentage, `python` has at least one version, and there
            are 1 to 20 environments.
            """),
    EXPRESSION("expression", "A value contains an expression of GitHub Actions.", """
            `${{ ... }}` is evaluated when a workflow runs. In a value of the configuration it would end up in generated
            workflows, where it could read secrets or change what a step does.

            Write the value itself. What differs between environments belongs under `environments`.
            """),
    SERVICE_NAME("service-name", "The name of the service is not allowed.", """
            The name becomes part of names in AWS and of artifacts, so it consists of lower-case letters, digits and
            single hyphens, starts with a letter and has at most 63 characters.

            ```yaml
            # before
            service: Event_Handler
            # after
            service: event-handler
            ```
            """),
    ENVIRONMENT_NAME("environment-name", "The name of an environment is not allowed.", """
            The name becomes part of file names, of the role's name and of the GitHub environment, so it consists of
            lower-case letters, digits and hyphens, starts with a letter and has at most 20 characters.

            ```yaml
            # before
            environments:
              Production: { account: "093646564004", region: af-south-1 }
            # after
            environments:
              production: { account: "093646564004", region: af-south-1 }
            ```
            """),
    ENVIRONMENT_TAKEN("environment-taken", "The name of an environment is taken by jobs of another one.", """
            Some jobs of `prod` have GitHub environments of their own, with other reviewers or none: `prod-approval`,
            `prod-drift`, `prod-reconcile` and `prod-schedule`. What is protected for one of them would hold for the
            other.

            ```yaml
            # before
            environments:
              prod: { account: "093646564004", region: af-south-1 }
              prod-drift: { account: "815856636111", region: af-south-1 }
            # after
            environments:
              prod: { account: "093646564004", region: af-south-1 }
              spare: { account: "815856636111", region: af-south-1 }
            ```
            """),
    CATALOG_REFERENCE("catalog-reference", "The reference to the catalog is not a release.", """
            `actions` names the repository that publishes the catalog and one release of it: a major version (`@v1`)
            that moves with compatible releases, an exact one (`@v1.2.3`), or with `pin: sha` a full commit. A branch
            such as `@main` changes under every pipeline at once and without notice, so it is refused; a short commit
            can become ambiguous.

            ```yaml
            # before
            actions: acme/actions@main
            # after
            actions: acme/actions@v1
            ```
            """),
    CATALOG_PIN("catalog-pin", "The reference to the catalog does not fit `pin`.", """
            Under `pin: tag`, the default, `actions` ends with a tag. Under `pin: sha` it ends with a full commit, which
            nobody can move, and with the release as a comment, which people and update tools read.

            ```yaml
            # before
            actions: acme/actions@3d3c42e5aac5ba805825da76410c181273ba90b1
            # after
            actions: acme/actions@3d3c42e5aac5ba805825da76410c181273ba90b1 # v1.2.3
            pin: sha
            ```
            """),
    ACCOUNT_ID("account-id", "The id of an AWS account does not have twelve digits.", """
            The id of an account is a string of exactly twelve digits; it can start with zero. A zero is often lost when
            a spreadsheet or a YAML reader takes the id for a number.

            ```yaml
            # before
            account: "93646564004"
            # after
            account: "093646564004"
            ```
            """),
    REGION("region", "The name is not that of an AWS region.", """
            A region has an area, a direction and a number, such as `af-south-1` or `us-gov-west-1`. A letter behind the
            number names an availability zone, which is not a region. The isolated partitions are left out, because
            GitHub's runners cannot reach them.

            ```yaml
            # before
            region: eu-west-1a
            # after
            region: eu-west-1
            ```
            """),
    ROLE("role", "The role is neither the name of an IAM role nor the ARN of one.", """
            `role` is a name (at most 64 of the characters that IAM allows) or an ARN. A name stands for the role of the
            environment's account in the standard partition; in China and GovCloud the ARN is needed, and its partition
            has to be that of the region.

            ```yaml
            # before
            role: arn:aws:iam::536580886816:user/deployer
            # after
            role: arn:aws:iam::536580886816:role/github-actions-dev
            ```
            """),
    ROLE_ACCOUNT("role-account", "The role belongs to another account than the environment.", """
            A deployment with that role would change another account than the one the environment names, which is how a
            change for test reaches production.

            Give the role's name only, so that it is always of the environment's account, or correct the account.
            """),
    BRANCH("branch", "The name is not that of one branch.", """
            A deployment is bound to exactly one branch. Patterns such as `release/*`, full references such as
            `refs/heads/main` and names that git refuses are not allowed. Names consist of letters, digits and `._-/`.

            ```yaml
            # before
            deploy: { branch: "release/*" }
            # after
            deploy: { branch: main }
            ```
            """),
    PATH("path", "The path is not one inside the repository.", """
            Paths are relative to the root of the repository and are written with `/`. They hold no `..`, no leading
            `./`, no hidden folder and no characters with a meaning in a shell, because they become part of workflows
            and commands.

            ```yaml
            # before
            source: ./src/
            # after
            source: src
            ```
            """),
    TERRAFORM_VERSION("terraform-version", "The Terraform version is not exact.", """
            A plan can only be applied by the version that made it, and a version that changes between two runs changes
            the state's format. So the version has all three numbers and no operator.

            ```yaml
            # before
            version: "~> 1.11"
            # after
            version: 1.11.4
            ```
            """),
    CATALOG_VERSION("catalog-version", "This slipway does not know that major version of the catalog.", """
            A release with another major version takes other inputs, gives other outputs or asks for other permissions.
            Callers are written for the versions that the program carries, which `slipway catalog` shows.

            ```yaml
            # before
            actions: acme/actions@v2
            # after
            actions: acme/actions@v1
            ```
            """),
    SECRET_NAME("secret-name", "This is not the name of a GitHub secret.", """
            The configuration names secrets and never holds one: the value stays with GitHub. GitHub does not tell
            capital letters from small ones, so a name is written in capitals, with digits and `_`; it starts neither
            with a digit nor with `GITHUB_`.

            ```yaml
            # before
            cloud-token-secret: ${{ secrets.TF_CLOUD_TOKEN }}
            # after
            cloud-token-secret: TF_CLOUD_TOKEN
            ```
            """),
    CODE_OWNER("code-owner", "This is not a user or team of GitHub.", """
            `helpers.owners` names who has to review changes of the pipeline, as a CODEOWNERS file does: a user such as
            `@octocat`, or a team of the organisation such as `@acme/platform`, which needs write access to the
            repository. The `@` makes YAML ask for quotes.

                helpers:
                  owners: [platform]             # rejected
                  owners: ["@acme/platform"]     # accepted
            """),
    NOTHING_TO_DELIVER("nothing-to-deliver", "The configuration leaves nothing to deliver.", """
            An application of `kind: none` is no package that could be built, verified and promoted; what remains is the
            infrastructure. The flows `promotion` and `branches` deliver it alone. The `orchestrated` flow needs a package,
            and without `infrastructure` there is nothing at all.

            ```yaml
            # before
            flow: orchestrated
            application: { kind: none }
            # after
            flow: promotion
            application: { kind: none }
            ```
            """),
    FLOW_KIND("flow-kind", "The flow does not deliver this kind of application.", """
            In the `orchestrated` flow Terraform deploys a zip that lies beside it, so it needs Terraform or OpenTofu.
            Container images, SAM stacks, and code without infrastructure are delivered by `promotion` and `branches`.

            ```yaml
            # before
            flow: orchestrated
            application: { kind: sam }
            # after
            flow: promotion
            application: { kind: sam }
            ```
            """),
    BRANCH_PATTERN("branch-pattern", "An environment is deployed from one branch.", """
            A pattern such as `release/*` stands for many branches. Only the `branches` flow knows what to do with them:
            a later environment is deployed from each release branch in turn. The first environment, and every one of the
            other flows, has one branch.

            ```yaml
            # before
            dev: { account: "536580886816", region: eu-west-1, deploy: { branch: feature/* } }
            # after
            dev: { account: "536580886816", region: eu-west-1, deploy: { branch: develop } }
            ```
            """),
    RESOURCE_NAME("resource-name", "This is not a name that AWS takes.", """
            Names of functions, buckets, tables, alarms and the like are those of resources that exist in AWS. What AWS
            does not take as a name cannot be there. `{environment}`, `{account}` and `{region}` in the name of a
            function, a stack or a bucket stand for those of each environment, and count with their length.

            ```yaml
            # before
            functions: { api: { name: orders api } }
            # after
            functions: { api: { name: "orders-api-{environment}" } }
            ```
            """),
    SHARED_NAME("shared-name", "Two deployments would go to the same function or stack.", """
            One would be deployed over the other. Two environments in one account and region need `{environment}` in the
            names of their functions and stacks; two functions need different names.

            ```yaml
            # before
            functions: { api: { name: orders }, worker: { name: orders } }
            # after
            functions: { api: { name: "orders-api-{environment}" }, worker: { name: "orders-worker-{environment}" } }
            ```
            """),
    TEXT("text", "The text has characters that are not allowed here.", """
            Short texts end up in workflows, in JSON and in messages. They have letters, digits, blanks and a few signs,
            so that they mean the same everywhere; the message says which.

            ```yaml
            # before
            url: http://orders.example/health
            # after
            url: https://orders.example/health
            ```
            """),
    SIGNING_KEY("signing-key", "No key is named that could sign releases.", """
            With `provenance: signature` the first deployment of a release signs its digest with a KMS key, and each
            promotion verifies that signature. The key is asymmetric, for signing, and its policy lets the first
            environment's role sign and the others' verify.

            ```yaml
            # before
            delivery: { provenance: signature }
            # after
            delivery: { provenance: signature, key: "arn:aws:kms:eu-west-1:536580886816:alias/releases" }
            ```
            """),
    UNKNOWN_ENVIRONMENT("unknown-environment", "There is no environment of that name.", """
            Where a list names environments, each is one of those under `environments`. A name that is none of them would
            silently match nothing.
            """),
    RUNTIME_NOT_TESTED("runtime-not-tested", "The function would run on a Python version that no test runs on.", """
            `runtime` is one of the versions in `python`: those are what lint and tests run on.

            ```yaml
            # before
            python: ["3.11", "3.12"]
            runtime: "3.13"
            # after
            python: ["3.11", "3.12", "3.13"]
            runtime: "3.13"
            ```
            """),
    ADVISORY_GATE("advisory-gate", "An advisory gate is not among the gates.", """
            `advisory` says which of the configured gates only warn. A name that is not configured would do nothing.

            ```yaml
            # before
            lint: [flake8]
            advisory: [black]
            # after
            lint: [flake8, black]
            advisory: [black]
            ```
            """),
    WITHOUT_EFFECT("without-effect", "A key has no effect.", """
            Under `kind: none` nothing is packaged, so `requirements`, `runtime` and `architecture` do nothing. Without
            `python` there is no code to check either, so `source`, `tests` and `gates` do nothing: a gate that never
            runs must not look like one. The same holds for keys of another flow or kind: functions are the business of
            Terraform in the `orchestrated` flow, a Dockerfile does nothing for a zip, and so on; the message says where
            the key would do something.

            ```yaml
            # before
            application: { kind: none }
            gates: { lint: [flake8] }
            # after
            application: { kind: none, python: ["3.12"] }
            gates: { lint: [flake8] }
            ```
            """),
    FIRST_WITHOUT_BRANCH("first-without-branch", "Nothing starts a deployment to the first environment.", """
            An environment without a branch takes what the environment before it has run. The first one has none before
            it, so it needs a branch; without one nothing would ever be deployed. The usual branches are only assumed
            where no environment names one.

            ```yaml
            # before
            environments:
              dev: { account: "536580886816", region: af-south-1 }
              prd: { account: "093646564004", region: af-south-1, deploy: { branch: main } }
            # after
            environments:
              dev: { account: "536580886816", region: af-south-1, deploy: { branch: develop } }
              prd: { account: "093646564004", region: af-south-1, deploy: { branch: main } }
            ```
            """),
    SHARED_BRANCH("shared-branch", "Two environments are deployed from the same branch.", """
            One push would deploy to both at once, and nothing would be promoted from one to the other.

            Give each a branch of its own, or delete `deploy` of the later one: it then takes the very package that the
            earlier one has run.
            """),
    SHARED_STATE("shared-state", "Two environments would share one Terraform state.", """
            Two environments whose backends have the same settings write over each other's state: the plan of the one
            would delete what the other one has.

            ```yaml
            # before
            dev:  { account: "536580886816", region: eu-west-1, backend: { bucket: states, key: orders.tfstate } }
            prod: { account: "536580886816", region: eu-west-1, backend: { bucket: states, key: orders.tfstate } }
            # after
            dev:  { account: "536580886816", region: eu-west-1, backend: { bucket: states, key: dev/orders.tfstate } }
            prod: { account: "536580886816", region: eu-west-1, backend: { bucket: states, key: prod/orders.tfstate } }
            ```
            """),
    CREDENTIAL("credential", "A credential stands in the configuration.", """
            What stands in the configuration stands in the repository and in its history, for everybody who can read it.
            Workflows take a role by OpenID Connect, for the backend too, and hold no keys.

            Delete the setting, and take the credential out of use: it has been published.
            """),
    CRON("cron", "This is not a schedule.", """
            A schedule has five fields, as cron has them, and stands in quotes: minute, hour, day of the month, month and
            day of the week, each a number, a list, a range or `*`; the last two also names, such as `MON-FRI`. The time is UTC.

            ```yaml
            # before
            drift: daily
            # after
            drift: "17 4 * * *"
            ```

            What looks for drift, or starts and stops development, runs once an hour at most; reports of costs and checks of
            secrets once a day. Drift plans all that is applied each time, and a run that is due before the last one has ended
            only waits.
            """),
    ALLOWANCE("allowance", "It is not clear what is allowed, or until when.", """
            An allowance to delete or replace something that holds data names one thing, by its `address` or by its
            `type`, and the last day on which it holds, in UTC. A day that is over is a warning here, and refuses the plan that
            needs the allowance. There is one for each thing: of two, nobody sees which counts.

            ```yaml
            # before
            allow: [{ until: "2026-02-30", reason: moved to another table }]
            # after
            allow: [{ address: aws_dynamodb_table.old, until: "2026-02-28", reason: moved to another table }]
            ```
            """),
    OPERATION("operation", "An operation does not fit to the pipeline.", """
            Monitoring is Terraform of its own: it is planned, approved and applied as the infrastructure is, so the pipeline
            has to have infrastructure, each environment a `backend` with `bucket` and `key`, and the folder starts with a
            release of the catalog that does not move. The message says what is missing.

            ```yaml
            # before
            actions: acme/actions@v1
            operations: { monitoring: {} }
            # after
            actions: acme/actions@v1
            operations: { monitoring: { release: v1.2.3 } }
            ```
            """),
    DEVELOPMENT_ONLY("development-only", "Only environments of development are stopped and started.", """
            What is stopped at night is what nobody is served by. Whether that is so is told by the name alone: `dev`,
            `development`, `sandbox` or `dev-<name>`, in small letters. A name that says two things, such as `dev-prod` or
            `dev-test`, is not believed. The workflow refuses others, too, whatever tags a resource has.

            ```yaml
            # before
            operations: { dev-schedule: { environments: [dev, prod] } }
            # after
            operations: { dev-schedule: { environments: [dev] } }
            ```
            """),
    SHARED_ROLE("shared-role", "Two environments have the same role in the same account.", """
            Whoever may deploy to the earlier environment could then deploy to the later one, without its approval.

            Give each environment a role of its own, and let each role trust its own GitHub environment only.
            """),
    MORE_PROBLEMS("more-problems", "There are more problems than are shown.", """
            Only the first hundred problems of a file are shown. Cure those and run the command again. If the file holds
            something else altogether, check that it is the right one.
            """),
    TRUST_POLICY("trust-policy", "A trust policy cannot be judged.", """
            `slipway bootstrap --check-trust` reads the trust policy of one role as JSON: the document alone, or what
            `aws iam get-role` prints around it. It decides like IAM about StringEquals, StringLike, their negations, Null,
            IfExists, ForAnyValue and ForAllValues on claims of GitHub's tokens. A policy with anything else is not judged
            at all, because half a judgement would look like a whole one.
            """),
    TRUST_REFUSES("trust-refuses", "A trust policy refuses a job of the pipeline.", """
            The token that this job presents fails a condition of every statement, so AWS would answer "Not authorized to
            perform sts:AssumeRoleWithWebIdentity". The message names the claim with its value and what the policy wants.

            Two causes are common. Repositories that were made, renamed or moved since July 2026 have the numbers of owner
            and repository in the subject, older ones do not: list both forms. And `job_workflow_ref` has the ref as
            callers write it, `refs/tags/v1` or a full commit: change the policy before `actions` changes.
            """),
    TRUST_ACCEPTS("trust-accepts", "A trust policy accepts tokens that it should not.", """
            Whoever gets such a token can do in the account what the role may do. The message says which tokens, the help
            which condition keeps them out. `slipway bootstrap --into` writes roles with all of these conditions.

            A condition that holds of a claim that is absent, by `ForAllValues` or `IfExists`, tests nothing. The subject of
            a job with an environment does not hold the branch, so `ref` is a test of its own there.
            """),
    ROLE_PATH("role-path", "A role cannot be made under its name.", """
            The module that makes the roles gives them names without a path, because `slipway.yaml` names a role by its
            name in most places. Name the role without a path, or make this one by other means and hold its trust policy
            against the workflows with `slipway bootstrap --check-trust`.
            """),
    UNKNOWN_VARIABLE("unknown-variable", "Terraform has no variable of that name.", """
            Terraform warns of a value that no `variable` block asks for and goes on without it, so a mistyped name looks
            as if it were set. The name is compared with the `*.tf` and `*.tf.json` of the directory, under `tool: tofu` also
            with its `*.tofu` and `*.tofu.json`.

            Correct the name, or declare it: `variable "log_level" { type = string }`.
            """),
    VARIABLE_MISSING("variable-missing", "A variable has no value, or a run would not know which.", """
            Where some of Terraform's variables get their values from `slipway.yaml`, all of those that have no default
            need one in every environment: there, in `terraform.tfvars` or in an `*.auto.tfvars` of the directory, each of which
            may be `.json`. Nobody is there to type it in when a workflow runs, and a file that git ignores is not there either.

            Add it to `variables`, of all environments or of each, or give it a default.

            A run takes the values of its environment from one file, `<directory>/<environment>.tfvars` or
            `<directory>/environments/<environment>.tfvars`. It stops where there are both, and where there is none of its
            own but one of another environment: that could have been forgotten. An empty one says that defaults are meant.
            """),
    VARIABLE_TYPE("variable-type", "The value is not of the type that the variable has.", """
            The value is compared with the `type` of its `variable` block, before anything is written. What stands in
            quotes is text, also if it has digits only; what does not is a number or a truth value where it looks like
            one.

            ```yaml
            # before: variable "name" { type = string }, variable "size" { type = number }
            variables: { name: 007, size: "512" }
            # after
            variables: { name: "007", size: 512 }
            ```
            """),
    SENSITIVE_VARIABLE("sensitive-variable", "A value that Terraform hides stands in the repository.", """
            The `variable` block says `sensitive = true`, and a value in `slipway.yaml` is in the repository and its
            history for everybody who can read it.

            Keep secrets in Secrets Manager or Parameter Store and let Terraform, or better the code that needs them,
            read them there. If the value is no secret, the warning does no harm.
            """),
    LOG_RETENTION("log-retention", "CloudWatch Logs does not keep logs for that many days.", """
            CloudWatch Logs takes some numbers of days only: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545,
            731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, and 0 for ever. With another one the apply fails half-way.
            Seven years, as auditors ask for, are 2557 days there.

            The warning is for numbers in variables whose name speaks of the retention of logs.
            """),
    TERRAFORM_MISSING("terraform-missing", "There is no Terraform configuration in the directory.", """
            `infrastructure.directory` names the folder whose `*.tf` files are planned and applied. It has none, so nothing
            would take the values that `slipway.yaml` gives.

            Correct the path, or delete `variables` and `backend` until there is something to configure. Files of OpenTofu
            (`*.tofu`, `*.tofu.json`) count only under `tool: tofu`, where `main.tofu` is read in the place of `main.tf`.
            """),
    TERRAFORM_SYNTAX("terraform-syntax", "A file of the Terraform directory is broken.", """
            Variables are compared with what the directory declares, so its files are read: `*.tf`, `*.tf.json`, under
            `tool: tofu` their like for OpenTofu, and the `*.tfvars` that count in every environment. Here Terraform itself
            would stop: a string, a text or a bracket is not closed, the text is not JSON, a variable is declared twice, or an
            `override.tf` changes one that no other file declares.

            Correct the file at the line that the message names; the cause is often some lines above. `terraform validate`
            says more.
            """),
    TERRAFORM_UNREAD("terraform-unread", "A file of the Terraform directory could not be read to its end.", """
            It is a link, which is not followed, or larger than 256 KB, or JSON in which a name stands twice. Terraform reads
            it, and what it declares is not known here. So no name of a variable is called unknown and no value missing: the
            plan finds out.
            """),
    IGNORED_FILE("ignored-file", "Git ignores a file that Slipway writes.", """
            A file that is not committed is not there when a workflow runs: Terraform would take other values than those of
            `slipway.yaml`, or none. Often a `.gitignore` from a template has `*.tfvars` in it, for values that are secret;
            those of `slipway.yaml` are not.

            ```gitignore
            # before
            *.tfvars
            # after
            *.tfvars
            !iac/terraform/dev.tfvars
            ```

            Only the `.gitignore` files of the repository are read. A file that git has already is no problem.
            """),
    STATE("state", "The Terraform state of an environment has no place that can be used.", """
            What Terraform made, it knows from its state. A state in a file of the runner is lost after the run, one in the
            backend `remote` cannot be planned and approved, and one without bucket and key, or without a workspace, is
            nowhere. The workflows would refuse to run; so the files are not even written.

            ```yaml
            # S3: backend "s3" {} in the directory
            dev:  { account: "536580886816", region: eu-west-1, backend: { bucket: states, key: dev/orders.tfstate } }
            prod: { account: "093646564004", region: eu-west-1, backend: { bucket: states, key: prod/orders.tfstate } }
            # HCP Terraform: cloud { workspaces { tags = ["orders"] } } in the directory
            infrastructure: { cloud-token-secret: TF_API_TOKEN }
            dev:  { account: "536580886816", region: eu-west-1, workspace: orders-dev }
            prod: { account: "093646564004", region: eu-west-1, workspace: orders-prod }
            ```
            """),
    DRIFT("drift", "A workflow is not what slipway.yaml asks for.", """
            The files of a repository follow from its `slipway.yaml`. One that is missing, out of date, no longer asked
            for or edited by hand runs a pipeline that nobody configured. Run `slipway generate` and commit the result;
            move a change that was made by hand into `slipway.yaml`, or give the file up with `--adopt`.
            """),
    HAND_WRITTEN_FILE("hand-written-file", "A file that Slipway did not write stands where it would write.", """
            Slipway never overwrites a file that lacks its header. Compare the two with `slipway generate --diff`, then
            move the file away or hand it over with `slipway generate --adopt`.
            """),
    HAND_EDITED_FILE("hand-edited-file", "A file that Slipway wrote was edited by hand.", """
            The header's hash no longer fits the file's body. Slipway does not throw the edit away: compare with
            `slipway generate --diff`, move what you need to `slipway.yaml`, and run `slipway generate --adopt`. To keep
            the file as your own, take the header out; Slipway then no longer counts it as its own.
            """),
    SECTION_MARKERS("section-markers", "Slipway's section in a file of yours cannot be told from the rest.", """
            In a file such as README.md Slipway writes between the lines `slipway:begin` and `slipway:end` only. One of
            the two is missing, stands twice, or holds the marker of another section, or the file is not text in UTF-8.
            Restore the pair from Git, or take all markers of that name out: the section is then written anew. To choose
            its place, leave an empty pair there. `helpers` in slipway.yaml turns the section off.
            """),
    CASE_COLLISION("case-collision", "Two paths differ in case only.", """
            On macOS and Windows `Deploy.yml` and `deploy.yml` are one file, so that one would silently replace the
            other in a checkout. Rename or delete one of the two.
            """),
    UNSAFE_PATH("unsafe-path", "A file's path is one that Slipway does not write to.", """
            Paths are relative, stay inside the directory and outside `.git`, and use names that every system can hold:
            no device names such as `con` or `nul`, no dot or space at the end, none of `\\ : * ? " < > |`, no control
            characters. Change the value in `slipway.yaml` that the name comes from.
            """),
    SYMLINK_IN_THE_WAY(
            "symlink-in-the-way", "A symbolic link stands where Slipway would write or on the way there.", """
            Slipway does not write through links, because they can lead out of the repository, and GitHub does not follow
            them in `.github` either. Replace the link by a real folder or file.
            """),
    MANIFEST_ENTRY("manifest-entry", "The manifest has a line that Slipway does not act on.", """
            The manifest lists the files that Slipway wrote, so that it can delete those that are no longer generated.
            Anyone can edit it, so a line that leads out of the directory, through a link, or to a file that is not
            Slipway's is ignored. Running `slipway generate` writes the manifest anew.
            """),
    DIRECTORY_LOCKED("directory-locked", "Another run of Slipway is writing to the directory.", """
            Only one run writes to a directory at a time; others wait for 30 seconds. Wait for the other run or end it,
            and run the command again. A lock that a killed run held is gone with it.
            """),
    IO_FAILURE("io-failure", "A file could not be read or written.", """
            The message names the file and the cause: a full disk, missing permission, a read-only file, a folder where
            a file should be. Every file is either as it was or as it should be. Cure the cause and run the command again.
            """);

    private final String id;
    private final String title;
    private final String explanation;

    Problem(String id, String title, String explanation) {
        this.id = id;
        this.title = title;
        this.explanation = explanation;
    }

    /** The stable id, in kebab case. */
    public String id() {
        return id;
    }

    /** One sentence that says what is wrong. */
    public String title() {
        return title;
    }

    /** Why it is a problem and what to do, as Markdown. */
    public String explanation() {
        return explanation;
    }

    /** The problem with this id, if there is one. */
    public static Optional<Problem> byId(String id) {
        return Arrays.stream(values()).filter(p -> p.id.equals(id)).findFirst();
    }
}
