package dev.slipway.bootstrap;

import java.util.List;
import java.util.stream.Collectors;

/** What an account's root tells: roles, their boundary, and keys for the roots of other accounts and services. */
final class AwsOutputs {
    private AwsOutputs() {}

    /** The text of the file. */
    static String of(AwsAccount account, SharedModules shared) {
        TerraformFile file = new TerraformFile();
        String roles = account.regions().stream()
                .map(region -> "module." + account.label("github_oidc", region) + ".roles")
                .collect(Collectors.joining(", "));
        add(
                file,
                "roles",
                "ARNs of the roles, by environment and by what they are for.",
                Expression.code("merge(" + roles + ")"));
        add(
                file.gap(),
                "permissions_boundary_arn",
                "Boundary that every role has to carry which the service's infrastructure makes.",
                ModuleCalls.BOUNDARY);
        if (account.records()) {
            add(
                    file.gap(),
                    "keys",
                    "Keys of what is shared: `keys` of the account that promotes from here, and of other services.",
                    shared.keys());
        }
        return file.text();
    }

    private static void add(TerraformFile file, String name, String description, Expression value) {
        file.block(
                "output",
                List.of(name),
                body -> body.put("description", description).put("value", value));
    }
}
