package dev.slipway.bootstrap;

import dev.slipway.model.Environment;

/** Names of things in the account and region of one environment. */
record Arns(Environment environment) {

    private String partition() {
        String region = environment.region();
        return region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }

    /** Something of this region. */
    String regional(String service, String resource) {
        return "arn:" + partition() + ":" + service + ":" + environment.region() + ":" + environment.account() + ":"
                + resource;
    }

    /** Something of the account that is in no region. */
    String global(String service, String resource) {
        return "arn:" + partition() + ":" + service + "::" + environment.account() + ":" + resource;
    }

    /** Something of the region that belongs to AWS. */
    String ofAws(String service, String resource) {
        return "arn:" + partition() + ":" + service + ":" + environment.region() + ":aws:" + resource;
    }

    /** The address by which a service is asked, as KMS names who asks for it. */
    String via(String service) {
        return service + "." + environment.region() + "."
                + (partition().equals("aws-cn") ? "amazonaws.com.cn" : "amazonaws.com");
    }

    /** A role of the account. */
    String role(String name) {
        return "arn:" + partition() + ":iam::" + environment.account() + ":role/" + name;
    }
}
