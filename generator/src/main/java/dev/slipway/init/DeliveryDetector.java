package dev.slipway.init;

import dev.slipway.init.RepositoryFacts.Code;
import dev.slipway.init.RepositoryFacts.Delivered;
import dev.slipway.init.RepositoryFacts.TerraformFacts;
import dev.slipway.model.Application.Kind;
import dev.slipway.model.Flow;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** As what, and in which flow, the code of a repository is delivered. */
final class DeliveryDetector {
    private static final List<String> TEMPLATES =
            List.of("template.yaml", "template.yml", "sam/template.yaml", "sam/template.yml");
    private static final Pattern SAM = Pattern.compile("AWS::Serverless");
    /** AWS's own base images, or the client with which any other image runs on Lambda. */
    private static final Pattern IMAGE = Pattern.compile("(?m)^FROM\\s+\\S*lambda/python\\b|awslambdaric");

    private DeliveryDetector() {}

    static Delivered detect(RepositoryTree tree, Code code, TerraformFacts terraform, List<String> workflows) {
        Optional<String> template = TEMPLATES.stream()
                .filter(path -> tree.text(path).filter(SAM.asPredicate()).isPresent())
                .findFirst();
        Kind kind;
        if (!code.present()) {
            kind = Kind.NONE;
        } else if (template.isPresent()) {
            kind = Kind.SAM;
        } else if (image(tree, code)) {
            kind = Kind.LAMBDA_IMAGE;
        } else {
            kind = code.lambda() ? Kind.LAMBDA_ZIP : Kind.NONE;
        }
        return new Delivered(flow(kind, terraform, workflows), kind, template.orElse(null));
    }

    private static boolean image(RepositoryTree tree, Code code) {
        return Stream.of("Dockerfile", code.source() + "/Dockerfile")
                .anyMatch(path -> tree.text(path).filter(IMAGE.asPredicate()).isPresent());
    }

    /** The flow whose files are there already; else Terraform deploys where there is any. */
    private static Flow flow(Kind kind, TerraformFacts terraform, List<String> workflows) {
        if (workflows.stream().anyMatch(name -> name.startsWith("lambda-deploy-"))) {
            return Flow.BRANCHES;
        }
        boolean zip = kind == Kind.LAMBDA_ZIP;
        boolean promotes = workflows.stream().anyMatch(name -> name.startsWith("promote-to-"));
        return zip && !promotes && terraform.directory() != null ? Flow.ORCHESTRATED : Flow.PROMOTION;
    }
}
