package dev.slipway.plan;

import dev.slipway.json.Json;
import dev.slipway.model.Infrastructure;
import dev.slipway.model.Infrastructure.Allowance;
import java.util.ArrayList;
import java.util.List;

/** What may not be deleted or replaced, and what may all the same, as inputs of a reusable workflow. */
final class Protection {
    private Protection() {}

    static Inputs put(Inputs inputs, Infrastructure infrastructure) {
        List<Json> allowances = new ArrayList<>();
        for (Allowance allowance : infrastructure.allow()) {
            allowances.add(Json.object()
                    .put(allowance.subject(), allowance.name())
                    .put("until", allowance.until())
                    .put("reason", allowance.reason()));
        }
        return inputs.unless(Json.array(), "protect", Json.texts(infrastructure.protect()))
                .unless(Json.array(), "allow", Json.array(allowances));
    }
}
