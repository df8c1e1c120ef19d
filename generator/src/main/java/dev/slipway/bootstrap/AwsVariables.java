package dev.slipway.bootstrap;

/** What an account's root has to be told, or can be. */
final class AwsVariables {
    private AwsVariables() {}

    /** The text of the file. */
    static String of(AwsAccount account, RepositoryIdentity repository) {
        Variables variables = new Variables()
                .numbers(repository)
                .add(
                        "shared",
                        "Whether this root makes what all services of the account share: GitHub's OIDC provider"
                                + (account.records() ? ", the table of deployments" : "")
                                + (account.releases() ? " and the release buckets" : "")
                                + ". The root of one service does.",
                        "bool",
                        "true")
                .add(
                        "next_refs",
                        "Refs of the catalog that callers move to next, such as refs/tags/v2 or a full commit.",
                        "list(string)",
                        "[]")
                .add(
                        "policies",
                        "What the service's infrastructure needs besides: policy documents in JSON, by environment and"
                                + " role.",
                        "map(object({ plan = optional(list(string), []), deploy = optional(list(string), []), destroy"
                                + " = optional(list(string), []) }))",
                        "{}");
        if (account.records()) {
            variables.add(
                    "keys",
                    "KMS keys of what another root makes: by the name of a release bucket, and of a table by"
                            + " table/<region>.",
                    "map(string)",
                    "{}");
        }
        if (account.releases()) {
            variables.add(
                    "readers",
                    "Who else promotes from the release buckets: by service, the ARNs of deploy roles.",
                    "map(list(string))",
                    "{}");
        }
        if (account.needs().anyMatch(EnvironmentNeeds::state)) {
            variables.add(
                    "states",
                    "Where Terraform's state is, by environment: bucket, keys, and the KMS keys if they have any. The"
                            + " bucket is yours, and so is its lifecycle rule for kept plans: see `Let plans expire` of"
                            + " slipway's guide.",
                    "map(object({ bucket = string, keys = list(string), kms_key_arn = optional(string), plan_bucket ="
                            + " optional(string), plan_kms_key_arn = optional(string) }))",
                    "{}");
        }
        return variables.text();
    }
}
