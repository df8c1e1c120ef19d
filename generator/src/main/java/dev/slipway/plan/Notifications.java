package dev.slipway.plan;

import dev.slipway.json.Json;
import dev.slipway.model.Notification;
import dev.slipway.model.Pipeline;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is told, as the input of a reusable workflow. */
final class Notifications {
    private Notifications() {}

    static Inputs put(Inputs inputs, Pipeline pipeline) {
        List<Json> targets = new ArrayList<>();
        for (Notification notification : pipeline.notifications()) {
            Json.Members target = Json.object().put("to", notification.to());
            put(target, "secret", notification.secret());
            put(target, "channel", notification.channel());
            put(target, "topic", notification.topic());
            if (!notification.environments().isEmpty()) {
                target.put("environments", Json.texts(notification.environments()));
            }
            targets.add(target.put("severity", notification.severity()));
        }
        return inputs.unless(Json.array(), "notifications", Json.array(targets));
    }

    private static void put(Json.Members members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, value);
        }
    }
}
