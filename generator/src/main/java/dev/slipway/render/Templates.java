package dev.slipway.render;

import dev.slipway.plan.FileContent;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The templates of the files that go into a repository, bound to their values: a typo in one fails the build. */
final class Templates {
    private Templates() {}

    /** The instance that renders this content. */
    static TemplateInstance of(FileContent.Workflow content) {
        return switch (content) {
            case FileContent.PythonBuild build -> Orchestrated.pythonBuild(build);
            case FileContent.PythonPromotion promotion -> Orchestrated.pythonPromotion(promotion);
            case FileContent.TerraformDeployment deployment -> Orchestrated.terraform(deployment);
            case FileContent.Orchestrator orchestrator -> Orchestrated.orchestrator(orchestrator);
            case FileContent.QualityGates gates -> Delivery.qualityGates(gates);
            case FileContent.BranchTests tests -> Delivery.branchTests(tests);
            case FileContent.BuildAndDeploy deployment -> Delivery.buildAndDeploy(deployment);
            case FileContent.CheckAndCall deployment -> Delivery.checkAndCall(deployment);
            case FileContent.Promotion promotion -> Delivery.promotion(promotion);
            case FileContent.Rollback rollback -> Delivery.rollback(rollback);
            case FileContent.Reconciliation reconciliation -> Delivery.canaryReconcile(reconciliation);
            case FileContent.TerraformPlan plan -> Infrastructure.terraformPlan(plan);
            case FileContent.TerraformApply apply -> Infrastructure.terraformApply(apply);
            case FileContent.DriftDetection detection -> Infrastructure.driftDetection(detection);
            case FileContent.TerraformOperation operation ->
                switch (operation.kind()) {
                    case ROLLBACK -> Infrastructure.rollbackTerraform(operation);
                    case DESTROY -> Infrastructure.terraformDestroy(operation);
                    case UNLOCK -> Infrastructure.terraformUnlock(operation);
                    case RESTORE -> Infrastructure.terraformRestore(operation);
                };
            case FileContent.MonitoringSetup setup -> Operations.setupMonitoring(setup);
            case FileContent.CostReport report -> Operations.costReport(report);
            case FileContent.DevSchedule schedule -> Operations.devSchedule(schedule);
            case FileContent.SecretsCheck check -> Operations.secretsCheck(check);
            case FileContent.ZizmorConfiguration zizmor -> Repository.zizmor(zizmor);
        };
    }

    @CheckedTemplate(basePath = "orchestrated", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Orchestrated {
        private Orchestrated() {}

        static native TemplateInstance pythonBuild(FileContent.PythonBuild workflow);

        static native TemplateInstance pythonPromotion(FileContent.PythonPromotion workflow);

        static native TemplateInstance terraform(FileContent.TerraformDeployment workflow);

        static native TemplateInstance orchestrator(FileContent.Orchestrator workflow);
    }

    @CheckedTemplate(basePath = "delivery", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Delivery {
        private Delivery() {}

        static native TemplateInstance qualityGates(FileContent.QualityGates workflow);

        static native TemplateInstance branchTests(FileContent.BranchTests workflow);

        static native TemplateInstance buildAndDeploy(FileContent.BuildAndDeploy workflow);

        static native TemplateInstance checkAndCall(FileContent.CheckAndCall workflow);

        static native TemplateInstance promotion(FileContent.Promotion workflow);

        static native TemplateInstance rollback(FileContent.Rollback workflow);

        static native TemplateInstance canaryReconcile(FileContent.Reconciliation workflow);
    }

    @CheckedTemplate(basePath = "infrastructure", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Infrastructure {
        private Infrastructure() {}

        static native TemplateInstance terraformPlan(FileContent.TerraformPlan workflow);

        static native TemplateInstance terraformApply(FileContent.TerraformApply workflow);

        static native TemplateInstance driftDetection(FileContent.DriftDetection workflow);

        static native TemplateInstance rollbackTerraform(FileContent.TerraformOperation workflow);

        static native TemplateInstance terraformDestroy(FileContent.TerraformOperation workflow);

        static native TemplateInstance terraformUnlock(FileContent.TerraformOperation workflow);

        static native TemplateInstance terraformRestore(FileContent.TerraformOperation workflow);
    }

    @CheckedTemplate(basePath = "operations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Operations {
        private Operations() {}

        static native TemplateInstance setupMonitoring(FileContent.MonitoringSetup workflow);

        static native TemplateInstance costReport(FileContent.CostReport workflow);

        static native TemplateInstance devSchedule(FileContent.DevSchedule workflow);

        static native TemplateInstance secretsCheck(FileContent.SecretsCheck workflow);
    }

    @CheckedTemplate(basePath = "repository", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Repository {
        private Repository() {}

        static native TemplateInstance zizmor(FileContent.ZizmorConfiguration configuration);
    }
}
