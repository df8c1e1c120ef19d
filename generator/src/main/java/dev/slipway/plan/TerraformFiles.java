package dev.slipway.plan;

import dev.slipway.model.Environment;
import dev.slipway.model.Infrastructure;
import dev.slipway.model.Infrastructure.Place;
import dev.slipway.model.Pipeline;
import java.util.ArrayList;
import java.util.List;

/** The files beside the Terraform configuration, where the configuration of the pipeline has something for them. */
final class TerraformFiles {
    private TerraformFiles() {}

    static List<PlannedFile> of(Pipeline pipeline) {
        Infrastructure infrastructure = pipeline.infrastructure();
        List<PlannedFile> files = new ArrayList<>();
        if (infrastructure == null) {
            return files;
        }
        for (Environment environment : pipeline.environments()) {
            Place place = infrastructure.in(environment);
            if (!place.variables().isEmpty()) {
                files.add(new PlannedFile(
                        infrastructure.directory() + "/" + environment.name() + ".tfvars",
                        new FileContent.TerraformValues(place.variables())));
            }
            if (!place.backend().isEmpty()) {
                files.add(new PlannedFile(
                        infrastructure.directory() + "/backend/" + environment.name() + ".hcl",
                        new FileContent.TerraformValues(place.backend())));
            }
        }
        return files;
    }
}
