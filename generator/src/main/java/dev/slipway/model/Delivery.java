package dev.slipway.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where releases are kept and recorded, and what is proved of them.
 *
 * @param bucket the bucket of each account that keeps released bytes by their digest
 * @param table the DynamoDB table of each account that records deployments
 * @param alias the alias of each function that takes requests
 * @param provenance what proves where a release comes from
 * @param key the KMS key that signs releases, an ARN; only with {@link Provenance#SIGNATURE}
 * @param scan the least severity of a finding in an image that stops its deployment, such as {@code HIGH}
 */
public record Delivery(
        NameTemplate bucket,
        String table,
        String alias,
        Provenance provenance,
        @Nullable String key,
        String scan) {

    /** What proves where a release comes from. */
    public enum Provenance {
        /** Digests and records alone. */
        NONE,
        /** A signature by a KMS key. */
        SIGNATURE,
        /** An attestation of GitHub's. */
        ATTESTATION;

        /** As workflows name it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
