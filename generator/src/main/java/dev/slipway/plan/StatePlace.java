package dev.slipway.plan;

import dev.slipway.json.Json;
import dev.slipway.model.Environment;
import dev.slipway.model.Infrastructure.Place;
import dev.slipway.model.Pipeline;

/** Where the state of an environment is, and that of which others it must not be, as inputs of a reusable workflow. */
final class StatePlace {
    private StatePlace() {}

    static Inputs put(Inputs inputs, Pipeline pipeline, Place place) {
        return inputs.unless("", "workspace", place.workspace())
                .put(
                        "environments",
                        Json.texts(pipeline.environments().stream()
                                .map(Environment::name)
                                .toList()));
    }
}
