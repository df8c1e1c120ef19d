package dev.slipway.bootstrap;

import java.util.List;
import java.util.Map;

/**
 * The use of keys that encrypt what a role may use already. No configuration names these keys, so a statement allows any of
 * the account and region, but only through the service that holds what is encrypted, and for the named things alone. A key
 * whose own policy does not let the account's policies decide has to name the role besides.
 */
final class KeyGrants {
    private final Arns arns;

    KeyGrants(Arns arns) {
        this.arns = arns;
    }

    /**
     * Reading secrets.
     *
     * @param secrets their ARNs, with AWS's own characters behind the name as {@code ?}
     */
    Expression reading(String id, List<String> secrets) {
        return through("secretsmanager", id, List.of("kms:Decrypt"), "SecretARN", secrets);
    }

    /**
     * Publishing to topics: SNS asks for both on behalf of whoever publishes.
     *
     * @param topics their ARNs
     */
    Expression publishing(String id, List<String> topics) {
        return through("sns", id, List.of("kms:Decrypt", "kms:GenerateDataKey*"), "aws:sns:topicArn", topics);
    }

    private Expression through(String service, String id, List<String> actions, String context, List<String> of) {
        return Grants.statement(id, actions, List.of(arns.regional("kms", "key/*")))
                .put(
                        "Condition",
                        Expression.fields()
                                .put("StringEquals", Expression.texts(Map.of("kms:ViaService", arns.via(service))))
                                .put(
                                        "StringLike",
                                        Expression.fields()
                                                .put(
                                                        "kms:EncryptionContext:" + context,
                                                        Expression.texts(of.stream()
                                                                .distinct()
                                                                .toList()))));
    }
}
