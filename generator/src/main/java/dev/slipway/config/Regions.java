package dev.slipway.config;

import java.util.List;
import java.util.regex.Pattern;

/** The names of AWS regions. */
final class Regions {
    /**
     * The form of every region that GitHub's runners can reach, so that a new region needs no release of ours;
     * isolated partitions are left out.
     */
    static final Pattern PATTERN = Pattern.compile("(af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov)"
            + "-(central|north|south|east|west|northeast|northwest|southeast|southwest)-[1-9]");

    /** The regions of 2026, to suggest one for a mistyped name. */
    static final List<String> KNOWN = List.of(
            "af-south-1",
            "ap-east-1",
            "ap-east-2",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-south-2",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-4",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "ca-central-1",
            "ca-west-1",
            "cn-north-1",
            "cn-northwest-1",
            "eu-central-1",
            "eu-central-2",
            "eu-north-1",
            "eu-south-1",
            "eu-south-2",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "il-central-1",
            "me-central-1",
            "me-south-1",
            "mx-central-1",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-gov-east-1",
            "us-gov-west-1",
            "us-west-1",
            "us-west-2");

    private Regions() {}

    /** The partition of a region, as ARNs name it. */
    static String partition(String region) {
        if (region.startsWith("cn-")) {
            return "aws-cn";
        }
        return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }
}
