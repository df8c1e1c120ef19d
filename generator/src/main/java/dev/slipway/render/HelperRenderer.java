package dev.slipway.render;

import dev.slipway.plan.scaffold.HelperContent;
import dev.slipway.plan.scaffold.PlannedExtra;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** Renders the files beside the workflows, all of them in memory. */
public final class HelperRenderer {
    private HelperRenderer() {}

    /** The files, in the order in which they are given. */
    public static List<RenderedFile> render(List<PlannedExtra> files) {
        return files.stream()
                .map(file -> new RenderedFile(file.path(), text(file), false, file.role()))
                .toList();
    }

    private static String text(PlannedExtra file) {
        HelperContent content = file.content();
        return content == null ? "" : template(content).render();
    }

    private static TemplateInstance template(HelperContent content) {
        return switch (content) {
            case HelperContent.Pytest pytest -> Helpers.pytest(pytest);
            case HelperContent.Coverage coverage -> Helpers.coverage(coverage);
            case HelperContent.Codecov codecov -> Helpers.codecov(codecov);
            case HelperContent.Conftest conftest -> Helpers.conftest(conftest);
            case HelperContent.PreCommit hooks -> Helpers.preCommit(hooks);
            case HelperContent.Dependabot updates -> Helpers.dependabot(updates);
            case HelperContent.CodeOwners owners -> Helpers.codeOwners(owners);
            case HelperContent.Operated operated -> Helpers.operations(operated);
            case HelperContent.Monitoring monitoring -> Operations.monitoring(monitoring);
            case HelperContent.Readme(HelperContent.Handbook book) ->
                book.guide().infrastructureAlone() ? Helpers.infrastructureReadme(book) : Helpers.readme(book);
            case HelperContent.Runbook(HelperContent.Page page, HelperContent.Handbook book) -> page(page, book);
        };
    }

    /** To go back is another thing where the flow keeps releases. */
    private static TemplateInstance page(HelperContent.Page page, HelperContent.Handbook book) {
        boolean releases = book.guide().releases() != null;
        return switch (page) {
            case DEPLOYMENT -> Helpers.deployment(book);
            case TROUBLESHOOTING -> Helpers.troubleshooting(book);
            case PROMOTION -> Helpers.promotion(book);
            case ROLLBACK -> releases ? Helpers.releaseRollback(book) : Helpers.rollback(book);
            case AUDIT -> Helpers.audit(book);
            case DISASTER_RECOVERY -> releases ? Helpers.releaseRecovery(book) : Helpers.disasterRecovery(book);
            case INFRASTRUCTURE -> Helpers.infrastructure(book);
        };
    }

    @CheckedTemplate(basePath = "operations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Operations {
        private Operations() {}

        static native TemplateInstance monitoring(HelperContent.Monitoring monitoring);
    }

    @CheckedTemplate(basePath = "helpers", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Helpers {
        private Helpers() {}

        static native TemplateInstance pytest(HelperContent.Pytest settings);

        static native TemplateInstance coverage(HelperContent.Coverage settings);

        static native TemplateInstance codecov(HelperContent.Codecov settings);

        static native TemplateInstance conftest(HelperContent.Conftest settings);

        static native TemplateInstance preCommit(HelperContent.PreCommit configuration);

        static native TemplateInstance dependabot(HelperContent.Dependabot configuration);

        static native TemplateInstance codeOwners(HelperContent.CodeOwners file);

        static native TemplateInstance readme(HelperContent.Handbook book);

        static native TemplateInstance infrastructureReadme(HelperContent.Handbook book);

        static native TemplateInstance infrastructure(HelperContent.Handbook book);

        static native TemplateInstance operations(HelperContent.Operated operated);

        static native TemplateInstance deployment(HelperContent.Handbook book);

        static native TemplateInstance troubleshooting(HelperContent.Handbook book);

        static native TemplateInstance promotion(HelperContent.Handbook book);

        static native TemplateInstance rollback(HelperContent.Handbook book);

        static native TemplateInstance audit(HelperContent.Handbook book);

        static native TemplateInstance releaseRollback(HelperContent.Handbook book);

        static native TemplateInstance disasterRecovery(HelperContent.Handbook book);

        static native TemplateInstance releaseRecovery(HelperContent.Handbook book);
    }
}
