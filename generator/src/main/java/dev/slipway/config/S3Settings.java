package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.DidYouMean;
import dev.slipway.diagnostics.Inert;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.hcl.VariableType;
import dev.slipway.model.VariableValue;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the <a href="https://developer.hashicorp.com/terraform/language/backend/s3">S3 backend</a> takes, by name and type. */
final class S3Settings {
    private static final String ROLE = "role_arn = string, duration = string, external_id = string, policy = string,"
            + " policy_arns = list(string), session_name = string, source_identity = string, tags = map(string),"
            + " transitive_tag_keys = list(string)";
    private static final String IDENTITY = "role_arn = string, duration = string, policy = string,"
            + " policy_arns = list(string), session_name = string, web_identity_token_file = string";
    private static final String ENDPOINTS = "dynamodb = string, iam = string, s3 = string, sso = string, sts = string";

    private static final Map<String, VariableType> NAMES = Stream.of(
                    of(
                            "string",
                            "bucket key region acl dynamodb_endpoint dynamodb_table ec2_metadata_service_endpoint"
                                    + " ec2_metadata_service_endpoint_mode endpoint http_proxy https_proxy no_proxy"
                                    + " custom_ca_bundle iam_endpoint kms_key_id profile retry_mode shared_credentials_file"
                                    + " sts_endpoint sts_region workspace_key_prefix role_arn session_name external_id"
                                    + " assume_role_policy"),
                    of(
                            "bool",
                            "encrypt force_path_style insecure skip_credentials_validation skip_metadata_api_check"
                                    + " skip_region_validation skip_requesting_account_id skip_s3_checksum use_dualstack_endpoint"
                                    + " use_fips_endpoint use_lockfile use_path_style"),
                    of("number", "max_retries assume_role_duration_seconds"),
                    of(
                            "list(string)",
                            "allowed_account_ids forbidden_account_ids shared_config_files shared_credentials_files"
                                    + " assume_role_policy_arns assume_role_transitive_tag_keys"),
                    of("map(string)", "assume_role_tags"),
                    of("object({ " + ROLE + " })", "assume_role"),
                    of("object({ " + IDENTITY + " })", "assume_role_with_web_identity"),
                    of("object({ " + ENDPOINTS + " })", "endpoints"))
            .flatMap(types -> types.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final Diagnostics diagnostics;

    S3Settings(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    private static Map<String, VariableType> of(String type, String names) {
        VariableType parsed = VariableType.parse(type);
        return Stream.of(names.split(" ")).collect(Collectors.toUnmodifiableMap(name -> name, _ -> parsed));
    }

    /** Reports a setting that the backend does not know, or that is of another type. */
    void check(Named<Written> setting) {
        VariableType type = NAMES.get(setting.name());
        if (type == null) {
            unknown("the S3 backend has no setting ", setting.name(), NAMES.keySet(), setting.span());
        } else {
            setting.value().found().ifPresent(value -> fits(value, type, Inert.value(setting.name())));
        }
    }

    private void fits(Written value, VariableType type, String what) {
        switch (type) {
            case VariableType.Many many
            when value instanceof Written.Several several ->
                several.items().forEach(each -> fits(each, many.item(), "an item of " + what));
            case VariableType.Map(VariableType inner)
            when value instanceof Written.Members members ->
                members.members().forEach(member -> fits(member.value(), inner, Inert.value(member.name())));
            case VariableType.Attributes(var attributes)
            when value instanceof Written.Members members ->
                members.members().forEach(member -> {
                    VariableType.Attribute attribute = attributes.get(member.name());
                    if (attribute == null) {
                        unknown(what + " has no setting ", member.name(), attributes.keySet(), member.span());
                    } else {
                        fits(member.value(), attribute.type(), Inert.value(member.name()) + " of " + what);
                    }
                });
            case VariableType.Simple simple when single(value.value(), simple) -> {}
            default ->
                diagnostics.add(Diagnostic.error(
                        Problem.WRONG_TYPE,
                        what + " of the S3 backend is " + value.kind(),
                        value.span(),
                        cure(value.value(), type) + "allowed: " + words(type)));
        }
    }

    private static boolean single(VariableValue value, VariableType.Simple type) {
        return switch (type) {
            case STRING -> value instanceof VariableValue.Text;
            // Terraform converts these texts, and nothing else.
            case NUMBER -> value instanceof VariableValue.Numeral || text(value, "[0-9]+");
            case BOOL -> value instanceof VariableValue.Truth || text(value, "true|false");
            case ANY -> true;
        };
    }

    private static boolean text(VariableValue value, String pattern) {
        return value instanceof VariableValue.Text(String text) && text.matches(pattern);
    }

    private static String cure(VariableValue value, VariableType type) {
        return type == VariableType.Simple.STRING && value instanceof VariableValue.Numeral(String digits)
                ? "write `\"" + digits + "\"`\n"
                : "";
    }

    private static String words(VariableType type) {
        return switch (type) {
            case VariableType.Simple simple ->
                switch (simple) {
                    case STRING -> "text";
                    case NUMBER -> "a number";
                    case BOOL -> "`true` or `false`";
                    case ANY -> "any value";
                };
            case VariableType.Many _ -> "a list of texts, such as `[a, b]`";
            default -> "keys with values, such as `{ name: value }`";
        };
    }

    private void unknown(String message, String name, Collection<String> known, SourceSpan span) {
        diagnostics.add(Diagnostic.error(
                Problem.UNKNOWN_KEY,
                message + Inert.value(name),
                span,
                DidYouMean.of(name, known)
                        .map(near -> "did you mean `" + near + "`?")
                        .orElse("allowed: `"
                                + String.join("`, `", known.stream().sorted().toList()) + "`")));
    }
}
