package dev.slipway.bootstrap;

import dev.slipway.model.Application.Kind;
import dev.slipway.model.Environment;
import dev.slipway.model.Pipeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Stream;

/** What a pipeline has in one AWS account: which regions and release buckets, and how the account's root calls them. */
final class AwsAccount {
    private final String id;
    private final Pipeline pipeline;
    private final SequencedMap<String, List<EnvironmentNeeds>> regions = new LinkedHashMap<>();
    private final SequencedMap<String, Environment> buckets = new LinkedHashMap<>();

    /**
     * @param id the account's id, that of one of the environments at least
     * @param all the needs of all environments, those of other accounts too
     */
    AwsAccount(String id, Pipeline pipeline, List<EnvironmentNeeds> all) {
        this.id = id;
        this.pipeline = pipeline;
        for (EnvironmentNeeds needs : all) {
            Environment environment = needs.environment();
            if (environment.account().equals(id)) {
                regions.computeIfAbsent(environment.region(), _ -> new ArrayList<>())
                        .add(needs);
                if (releases()) {
                    buckets.putIfAbsent(bucket(environment), environment);
                }
            }
        }
    }

    String id() {
        return id;
    }

    /** The regions, in the order of their first environments. */
    SequencedSet<String> regions() {
        return regions.sequencedKeySet();
    }

    /** What the environments of a region need. */
    List<EnvironmentNeeds> in(String region) {
        return Objects.requireNonNull(regions.get(region), region);
    }

    /** What the environments of all regions need, one region after the other. */
    Stream<EnvironmentNeeds> needs() {
        return regions.values().stream().flatMap(List::stream);
    }

    /** The release buckets, each with the first environment that has it. */
    SequencedMap<String, Environment> buckets() {
        return buckets;
    }

    /** Whether deployments are recorded. */
    boolean records() {
        return pipeline.flow().promotes();
    }

    /** Whether releases are kept. */
    boolean releases() {
        return records() && pipeline.application().kind() != Kind.NONE;
    }

    /** The release bucket of an environment, of this account or of another one. */
    String bucket(Environment environment) {
        return pipeline.delivery().bucket().in(environment);
    }

    /** Whether a region is the one whose provider and modules have no name of their own. */
    boolean main(String region) {
        return region.equals(regions.firstEntry().getKey());
    }

    /** What a module is called in a region. */
    String label(String module, String region) {
        return main(region) ? module : module + "_" + name(region);
    }

    /**
     * What the module of a release bucket is called.
     *
     * @param bucket one of {@link #buckets}
     */
    String bucketLabel(String bucket) {
        Environment environment = Objects.requireNonNull(buckets.get(bucket), bucket);
        return bucket.equals(buckets.firstEntry().getKey())
                ? "release_bucket"
                : "release_bucket_" + name(environment.name());
    }

    /** A text as a part of a name in Terraform. */
    static String name(String text) {
        return text.replace('-', '_');
    }
}
