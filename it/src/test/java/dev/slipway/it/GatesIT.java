package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;

import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A change that fails a gate goes nowhere, and the summary page says which gate and why. */
class GatesIT {
    private static final String DEPLOYMENT = "terraform-deploy";

    @AutoClose
    private static final World WORLD = Orders.accounts();

    private static ActRun pushed(Consumer<Repository> change) {
        return ActRun.push("develop").in(orders(change));
    }

    private static Rehearsal orders(Consumer<Repository> change) {
        return Orders.in(WORLD, repository -> {
            Orders.lean(repository);
            change.accept(repository);
        });
    }

    private static void unusedImport(Repository repository) {
        repository.edit(
                "src/orders/pricing.py", text -> text.replace("\n\nDISCOUNT_FROM", "\n\nimport os\n\nDISCOUNT_FROM"));
    }

    @Test
    void a_style_problem_stops() {
        ActRun run = pushed(GatesIT::unusedImport);

        assertThat(run)
                .failedIn("python-lint", "flake8")
                .didNotRun("lambda-package", "terraform-checks", DEPLOYMENT)
                .summarises("| flake8 | 3.13 | ❌ failed", "F401", "failed, and nothing after it ran")
                .ran("deployment-summary")
                .calledNothingInAws();
    }

    @Test
    void an_advisory_style_problem_is_shown_and_does_not_stop() {
        Rehearsal orders = orders(repository -> {
            unusedImport(repository);
            repository.edit("slipway.yaml", text -> text.replace("gates:\n", "gates:\n  advisory: [flake8]\n"));
        });

        ActRun run = ActRun.dispatch("python-dev.yml", Map.of()).in(orders);

        assertThat(run)
                .succeeded()
                .ran("python-tests", "lambda-package")
                .summarises("| flake8 | 3.13 | ⚠️ failed, advisory", "F401")
                .annotates("warning", "flake8")
                .calledNothingInAws();
    }

    @Test
    void a_failing_test_stops() {
        ActRun run = pushed(repository -> repository.edit(
                "src/orders/pricing.py", text -> text.replace("DISCOUNT_PERCENT = 5", "DISCOUNT_PERCENT = 6")));

        assertThat(run)
                .failedIn("python-tests", "Run the tests")
                .didNotRun("lambda-package", "terraform-checks", DEPLOYMENT)
                .summarises("| tests | 3.13 | ❌ failed", "FAILED tests/test_pricing.py")
                .calledNothingInAws();
    }

    @Test
    void low_coverage_stops() {
        ActRun run = pushed(repository -> {
            repository.edit("slipway.yaml", text -> text.replace("coverage: 80", "coverage: 95"));
            repository.write("src/orders/untested.py", """
                    def classify(number):
                        if number > 3:
                            return "many"
                        if number > 2:
                            return "three"
                        if number > 1:
                            return "two"
                        return "few"
                    """);
        });

        assertThat(run)
                .failedIn("python-tests", "Run the tests")
                .didNotRun("lambda-package", DEPLOYMENT)
                .summarises("| tests | 3.13 | ❌ failed", "coverage")
                .calledNothingInAws();
    }

    /** Nothing else would say so: there is no job to look at. */
    @Test
    void without_a_tests_folder_there_is_no_job_of_that_name() {
        Rehearsal orders = orders(repository -> repository.delete("tests"));

        ActRun run = ActRun.dispatch("python-test.yml", Map.of()).on("main").in(orders);

        assertThat(run)
                .succeeded()
                .ran("python-detect", "python-lint", "lambda-package")
                .didNotRun("python-tests")
                .annotates("warning", "no tests are run")
                .calledNothingInAws();
    }

    @Test
    void a_tests_folder_without_tests_stops() {
        ActRun run = pushed(repository -> {
            repository.edit("tests/test_pricing.py", text -> "");
            repository.edit("tests/test_handler.py", text -> "");
        });

        assertThat(run)
                .failedIn("python-tests", "Run the tests")
                .didNotRun("lambda-package", DEPLOYMENT)
                .summarises("| tests | 3.13 | ❌ failed", "no tests were found in `tests`")
                .calledNothingInAws();
    }
}
