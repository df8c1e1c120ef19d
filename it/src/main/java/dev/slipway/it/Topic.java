package dev.slipway.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A topic of SNS with somebody who listens to it. */
final class Topic {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final World world;
    private final Target target;
    private final String queue;

    private Topic(World world, Target target, String queue) {
        this.world = world;
        this.target = target;
        this.queue = queue;
    }

    /** Makes it in the target's account. */
    static Topic in(World world, Target target, String name) {
        String topic = world.aws()
                .call(target, "sns", "create_topic", Map.of("Name", name))
                .get("TopicArn")
                .asText();
        // Whoever reads leaves the message there for the next look.
        String queue = world.aws()
                .call(
                        target,
                        "sqs",
                        "create_queue",
                        Map.of("QueueName", name, "Attributes", Map.of("VisibilityTimeout", "0")))
                .get("QueueUrl")
                .asText();
        world.aws()
                .call(
                        target,
                        "sns",
                        "subscribe",
                        Map.of(
                                "TopicArn",
                                topic,
                                "Protocol",
                                "sqs",
                                "Endpoint",
                                "arn:aws:sqs:%s:%s:%s".formatted(target.region(), target.account(), name)));
        return new Topic(world, target, queue);
    }

    /** What was published, as its subscribers have it. */
    List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        JsonNode received = world.aws()
                .call(target, "sqs", "receive_message", Map.of("QueueUrl", queue, "MaxNumberOfMessages", 10));
        for (JsonNode message : received.path("Messages")) {
            JsonNode body = parse(message.get("Body").asText());
            messages.add(new Message(
                    body.get("Subject").asText(), body.get("Message").asText()));
        }
        return messages;
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    record Message(String subject, String text) {}
}
