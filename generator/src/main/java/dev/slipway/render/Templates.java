package dev.slipway.render;

import dev.slipway.plan.DeliveryContent;
import dev.slipway.plan.FileContent;
import dev.slipway.plan.InfrastructureContent;
import dev.slipway.plan.OperationsContent;
import dev.slipway.plan.OrchestratedContent;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The templates of the files that go into a repository, bound to their values: a typo in one fails the build. */
final class Templates {
    private Templates() {}

    /** The instance that renders this content. */
    static TemplateInstance of(FileContent.Workflow content) {
        return switch (content) {
            case OrchestratedContent.PythonBuild build -> Orchestrated.pythonBuild(build);
            case OrchestratedContent.PythonPromotion promotion -> Orchestrated.pythonPromotion(promotion);
            case OrchestratedContent.TerraformDeployment deployment -> Orchestrated.terraform(deployment);
            case OrchestratedContent.Orchestrator orchestrator -> Orchestrated.orchestrator(orchestrator);
            case DeliveryContent.QualityGates gates -> Delivery.qualityGates(gates);
            case DeliveryContent.BranchTests tests -> Delivery.branchTests(tests);
            case DeliveryContent.BuildAndDeploy deployment -> Delivery.buildAndDeploy(deployment);
            case DeliveryContent.CheckAndCall deployment -> Delivery.checkAndCall(deployment);
            case DeliveryContent.Promotion promotion -> Delivery.promotion(promotion);
            case DeliveryContent.Rollback rollback -> Delivery.rollback(rollback);
            case DeliveryContent.Reconciliation reconciliation -> Delivery.canaryReconcile(reconciliation);
            case InfrastructureContent.TerraformPlan plan -> Infrastructure.terraformPlan(plan);
            case InfrastructureContent.TerraformApply apply -> Infrastructure.terraformApply(apply);
            case InfrastructureContent.DriftDetection detection -> Infrastructure.driftDetection(detection);
            case InfrastructureContent.TerraformOperation operation ->
                switch (operation.kind()) {
                    case ROLLBACK -> Infrastructure.rollbackTerraform(operation);
                    case DESTROY -> Infrastructure.terraformDestroy(operation);
                    case UNLOCK -> Infrastructure.terraformUnlock(operation);
                    case RESTORE -> Infrastructure.terraformRestore(operation);
                };
            case OperationsContent.MonitoringSetup setup -> Operations.setupMonitoring(setup);
            case OperationsContent.CostReport report -> Operations.costReport(report);
            case OperationsContent.DevSchedule schedule -> Operations.devSchedule(schedule);
            case OperationsContent.SecretsCheck check -> Operations.secretsCheck(check);
            case FileContent.ZizmorConfiguration zizmor -> Repository.zizmor(zizmor);
        };
    }

    @CheckedTemplate(basePath = "orchestrated", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Orchestrated {
        private Orchestrated() {}

        static native TemplateInstance pythonBuild(OrchestratedContent.PythonBuild workflow);

        static native TemplateInstance pythonPromotion(OrchestratedContent.PythonPromotion workflow);

        static native TemplateInstance terraform(OrchestratedContent.TerraformDeployment workflow);

        static native TemplateInstance orchestrator(OrchestratedContent.Orchestrator workflow);
    }

    @CheckedTemplate(basePath = "delivery", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Delivery {
        private Delivery() {}

        static native TemplateInstance qualityGates(DeliveryContent.QualityGates workflow);

        static native TemplateInstance branchTests(DeliveryContent.BranchTests workflow);

        static native TemplateInstance buildAndDeploy(DeliveryContent.BuildAndDeploy workflow);

        static native TemplateInstance checkAndCall(DeliveryContent.CheckAndCall workflow);

        static native TemplateInstance promotion(DeliveryContent.Promotion workflow);

        static native TemplateInstance rollback(DeliveryContent.Rollback workflow);

        static native TemplateInstance canaryReconcile(DeliveryContent.Reconciliation workflow);
    }

    @CheckedTemplate(basePath = "infrastructure", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Infrastructure {
        private Infrastructure() {}

        static native TemplateInstance terraformPlan(InfrastructureContent.TerraformPlan workflow);

        static native TemplateInstance terraformApply(InfrastructureContent.TerraformApply workflow);

        static native TemplateInstance driftDetection(InfrastructureContent.DriftDetection workflow);

        static native TemplateInstance rollbackTerraform(InfrastructureContent.TerraformOperation workflow);

        static native TemplateInstance terraformDestroy(InfrastructureContent.TerraformOperation workflow);

        static native TemplateInstance terraformUnlock(InfrastructureContent.TerraformOperation workflow);

        static native TemplateInstance terraformRestore(InfrastructureContent.TerraformOperation workflow);
    }

    @CheckedTemplate(basePath = "operations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Operations {
        private Operations() {}

        static native TemplateInstance setupMonitoring(OperationsContent.MonitoringSetup workflow);

        static native TemplateInstance costReport(OperationsContent.CostReport workflow);

        static native TemplateInstance devSchedule(OperationsContent.DevSchedule workflow);

        static native TemplateInstance secretsCheck(OperationsContent.SecretsCheck workflow);
    }

    @CheckedTemplate(basePath = "repository", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Repository {
        private Repository() {}

        static native TemplateInstance zizmor(FileContent.ZizmorConfiguration configuration);
    }
}
