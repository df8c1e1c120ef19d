package dev.slipway.plan.scaffold;

import dev.slipway.plan.PipelineGuide;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every value of one file beside the workflows. Templates only place them. */
public sealed interface HelperContent {

    /**
     * Settings of pytest.
     *
     * @param tests folder of the tests
     * @param markers further markers that the tests use
     */
    record Pytest(String tests, List<String> markers) implements HelperContent {
        public Pytest {
            markers = List.copyOf(markers);
        }
    }

    /**
     * Settings of coverage.
     *
     * @param source folder of the code
     */
    record Coverage(String source) implements HelperContent {}

    /**
     * Settings of Codecov.
     *
     * @param coverage least coverage in percent
     */
    record Codecov(int coverage) implements HelperContent {}

    /**
     * Fixtures of tests.
     *
     * @param region the AWS region that they see
     */
    record Conftest(String region) implements HelperContent {}

    /**
     * Hooks of Git.
     *
     * @param hooks in the order in which they run
     */
    record PreCommit(List<Hook> hooks) implements HelperContent {
        public PreCommit {
            hooks = List.copyOf(hooks);
        }
    }

    /**
     * One hook.
     *
     * @param id its name
     * @param entry the command
     * @param packages what it is installed from, at exact versions; none for a program of the machine
     * @param python whether it gets the Python files that changed; else it looks at folders of its own
     * @param files pattern of the files whose change starts it, or null for any
     * @param everyFile whether it gets every file that changed, of whatever kind
     * @param push whether it runs before a push instead of a commit
     */
    record Hook(
            String id,
            String entry,
            List<String> packages,
            boolean python,
            @Nullable String files,
            boolean everyFile,
            boolean push) {
        public Hook {
            packages = List.copyOf(packages);
        }
    }

    /**
     * Updates of dependencies.
     *
     * @param catalog repository that is not updated, because slipway.yaml names its version
     * @param parts pattern of its parts, by which it can go too
     * @param python what keeps Python's dependencies, {@code pip} or {@code uv}
     * @param packages folders with Python's dependencies
     * @param terraform folders of Terraform
     */
    record Dependabot(String catalog, String parts, String python, List<String> packages, List<String> terraform)
            implements HelperContent {
        public Dependabot {
            packages = List.copyOf(packages);
            terraform = List.copyOf(terraform);
        }
    }

    /**
     * Who reviews changes of the pipeline.
     *
     * @param owners users and teams, split by spaces
     */
    record CodeOwners(String owners) implements HelperContent {}

    /**
     * The Terraform that monitoring starts with.
     *
     * @param service the name of the service
     * @param catalog the repository of the catalog
     * @param release the release of the catalog, a tag that does not move or a commit
     * @param alias the alias of the functions that takes requests
     */
    record Monitoring(String service, String catalog, String release, String alias) implements HelperContent {}

    /** The section of the README. */
    record Readme(Handbook book) implements HelperContent {}

    /**
     * The page of what looks after the environments.
     *
     * @param service the name of the service
     * @param environments all environments
     * @param directory the folder of monitoring, or null
     * @param applied where monitoring is applied from
     * @param costs whether costs are reported
     * @param resting the environments that rest at night
     * @param secrets whether secrets are looked for
     */
    record Operated(
            String service,
            List<String> environments,
            @Nullable String directory,
            List<AppliedFrom> applied,
            boolean costs,
            List<String> resting,
            boolean secrets)
            implements HelperContent {
        public Operated {
            environments = List.copyOf(environments);
            applied = List.copyOf(applied);
            resting = List.copyOf(resting);
        }

        /** Whether something is started on the default branch. */
        public boolean scheduled() {
            return costs || secrets || !resting.isEmpty();
        }
    }

    /**
     * Where an environment is applied from.
     *
     * @param branch the branch, or a pattern of several
     */
    record AppliedFrom(String environment, String branch) {
        /** Whether one of several branches has to be named. */
        public boolean chosen() {
            return branch.endsWith("*");
        }
    }

    /** A page of the runbooks. */
    record Runbook(Page page, Handbook book) implements HelperContent {}

    /** The pages of the runbooks. */
    enum Page {
        DEPLOYMENT("deployment"),
        TROUBLESHOOTING("troubleshooting"),
        PROMOTION("promotion"),
        ROLLBACK("rollback"),
        AUDIT("audit-and-compliance"),
        DISASTER_RECOVERY("disaster-recovery"),
        INFRASTRUCTURE("infrastructure");

        private final String file;

        Page(String file) {
            this.file = file;
        }

        /** Its path below the root of the repository. */
        public String path() {
            return "docs/runbooks/" + file + ".md";
        }
    }

    /**
     * What pages for people are made of.
     *
     * @param service the name of the service
     * @param catalog the repository of the catalog
     * @param guide how the pipeline is operated
     * @param directory folder of Terraform, or null where the pipeline delivers code alone
     * @param runbooks whether there are runbooks to lead to
     * @param operated whether one of them is of what looks after the environments
     */
    record Handbook(
            String service,
            String catalog,
            PipelineGuide guide,
            @Nullable String directory,
            boolean runbooks,
            boolean operated) {}
}
