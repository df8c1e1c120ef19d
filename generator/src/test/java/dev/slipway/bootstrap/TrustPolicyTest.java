package dev.slipway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.json.JsonReader;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions as IAM comes to them. */
class TrustPolicyTest {
    private static final String ROLE = "arn:aws:iam::093646564004:role/github-actions-prod";
    private static final String PROVIDER =
            "arn:aws:iam::093646564004:oidc-provider/token.actions.githubusercontent.com";
    private static final String FEDERATED = "{\"Federated\": \"" + PROVIDER + "\"}";
    private static final Map<String, String> CLAIMS =
            Map.of("aud", "sts.amazonaws.com", "sub", "repo:acme/orders:environment:prod", "environment", "prod");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "StringEquals | environment | \"prod\" | true",
                "StringEquals | environment | \"Prod\" | false",
                "StringEquals | environment | \"pro*\" | false",
                "StringEquals | environment | [\"dev\", \"prod\"] | true",
                "StringEquals | environment | [\"dev\", \"sit\"] | false",
                "StringEquals | ref | \"refs/heads/main\" | false",
                "stringequals | environment | \"prod\" | true",
                "StringEqualsIgnoreCase | environment | \"PROD\" | true",
                "StringNotEquals | environment | \"dev\" | true",
                "StringNotEquals | environment | [\"dev\", \"prod\"] | false",
                "StringNotEquals | ref | \"refs/heads/main\" | true",
                "StringNotEqualsIgnoreCase | environment | \"PROD\" | false",
                "StringLike | environment | \"pr?d\" | true",
                "StringLike | environment | \"pr?\" | false",
                "StringLike | sub | \"repo:acme/*\" | true",
                "StringLike | sub | \"repo:acme/orders:environment:PROD\" | false",
                "StringLike | sub | \"repo:acme/orders\" | false",
                "StringLike | sub | \"repo:acme.orders:*\" | false",
                "StringNotLike | sub | \"repo:evil/*\" | true",
                "StringNotLike | ref | \"*\" | true",
                "StringEqualsIfExists | ref | \"refs/heads/main\" | true",
                "StringEqualsIfExists | environment | \"dev\" | false",
                "StringLikeIfExists | ref | \"x\" | true",
                "ForAllValues:StringEquals | ref | \"refs/heads/main\" | true",
                "ForAllValues:StringEquals | environment | \"dev\" | false",
                "ForAnyValue:StringEquals | ref | \"refs/heads/main\" | false",
                "ForAnyValue:StringEquals | environment | \"prod\" | true",
                "ForAnyValue:StringNotEquals | ref | \"x\" | false",
                "ForAllValues:StringLikeIfExists | ref | \"x\" | true",
                "Null | ref | \"true\" | true",
                "Null | ref | \"false\" | false",
                "Null | ref | false | false",
                "Null | environment | \"false\" | true",
                "Null | environment | true | false",
            })
    void aConditionHoldsAsInIam(String operator, String claim, String values, boolean holds) throws Exception {
        String policy =
                policy("Allow", "\"" + operator + "\": {\"" + TrustPolicy.ISSUER + ":" + claim + "\": " + values + "}");

        assertThat(decide(policy) instanceof TrustPolicy.Decision.Allowed).isEqualTo(holds);
    }

    @Test
    void everyLineOfAConditionHasToHold() throws Exception {
        String one = "\"StringEquals\": {\"" + TrustPolicy.ISSUER + ":environment\": \"prod\", \"" + TrustPolicy.ISSUER
                + ":aud\": \"other\"}";

        assertThat(decide(policy("Allow", one)))
                .isInstanceOfSatisfying(
                        TrustPolicy.Decision.Refused.class,
                        refused -> assertThat(refused.failing())
                                .singleElement()
                                .satisfies(failing -> assertThat(failing.key()).isEqualTo("aud")));
    }

    @Test
    void aDenyWins() throws Exception {
        String statements = statement("Allow", "") + "," + statement("Deny", condition("environment", "prod"));

        assertThat(decide("{\"Statement\": [" + statements + "]}")).isEqualTo(new TrustPolicy.Decision.Denied(2));
    }

    @Test
    void aDenyThatDoesNotApplyDoesNothing() throws Exception {
        String statements = statement("Deny", condition("environment", "dev")) + "," + statement("Allow", "");

        assertThat(decide("{\"Statement\": [" + statements + "]}")).isInstanceOf(TrustPolicy.Decision.Allowed.class);
    }

    /** The one that comes nearest is the one that somebody has to change. */
    @Test
    void ofSeveralStatementsTheNearestIsNamed() throws Exception {
        String far = "\"StringEquals\": {\"" + TrustPolicy.ISSUER + ":environment\": \"x\", \"" + TrustPolicy.ISSUER
                + ":sub\": \"y\"}";
        String statements = statement("Allow", far) + "," + statement("Allow", condition("environment", "dev"));

        assertThat(decide("{\"Statement\": [" + statements + "]}"))
                .isInstanceOfSatisfying(
                        TrustPolicy.Decision.Refused.class,
                        refused -> assertThat(refused.statement()).isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Federated\": \"arn:aws:iam::093646564004:oidc-provider/gitlab.com\"}",
                "{\"Federated\": \"arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com\"}",
                "{\"AWS\": \"arn:aws:iam::093646564004:root\"}",
                "{\"Service\": \"lambda.amazonaws.com\"}"
            })
    void anotherPrincipalIsNoTokenOfGithub(String principal) throws Exception {
        String policy = policy("Allow", "").replace(FEDERATED, principal);

        assertThat(decide(policy)).isEqualTo(new TrustPolicy.Decision.Refused(0, java.util.List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "Action, sts:AssumeRoleWithWebIdentity, true",
        "Action, STS:assumerolewithwebidentity, true",
        "Action, sts:*, true",
        "Action, *, true",
        "Action, sts:AssumeRole, false",
        "NotAction, sts:AssumeRole, true",
        "NotAction, sts:*, false"
    })
    void theActionIsThatOfAToken(String key, String action, boolean allowed) throws Exception {
        String policy = policy("Allow", "")
                .replace("\"Action\": \"sts:AssumeRoleWithWebIdentity\"", "\"" + key + "\": [\"" + action + "\"]");

        assertThat(decide(policy) instanceof TrustPolicy.Decision.Allowed).isEqualTo(allowed);
    }

    @Test
    void whatTheCliPrintsAroundAPolicyIsFineToo() throws Exception {
        String policy = policy("Allow", condition("environment", "prod"));

        assertThat(decide("{\"Role\": {\"RoleName\": \"github-actions-prod\", \"AssumeRolePolicyDocument\": " + policy
                        + "}}"))
                .isInstanceOf(TrustPolicy.Decision.Allowed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"text\"",
                "null",
                "{}",
                "{\"Statement\": []}",
                "{\"Statement\": [1]}",
                "{\"Statement\": [{\"Effect\": \"allow\"}]}",
                "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"x\", \"Action\": \"*\"}]}",
                "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\"}]}",
                "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": 1}]}",
                "{\"Statement\": [{\"Effect\": \"Allow\", \"NotPrincipal\": \"*\", \"Action\": \"*\"}]}",
                "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", \"NotAction\":"
                        + " \"*\"}]}",
                "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", \"Condition\":"
                        + " []}]}",
            })
    void whatIsNoPolicyIsNotJudged(String document) {
        assertThatThrownBy(() -> decide(document)).isInstanceOf(TrustPolicy.Unclear.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"NumericEquals\": {\"token.actions.githubusercontent.com:repository_id\": \"1\"}",
                "\"ArnLike\": {\"token.actions.githubusercontent.com:sub\": \"1\"}",
                "\"NullIfExists\": {\"token.actions.githubusercontent.com:sub\": \"true\"}",
                "\"Null\": {\"token.actions.githubusercontent.com:sub\": \"perhaps\"}",
                "\"ForSomeValues:StringEquals\": {\"token.actions.githubusercontent.com:sub\": \"x\"}",
                "\"StringEquals\": {\"aws:SourceIp\": \"10.0.0.1\"}",
                "\"StringEquals\": {\"token.actions.githubusercontent.com:sub\": []}",
                "\"StringEquals\": {\"token.actions.githubusercontent.com:sub\": [[]]}",
                "\"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:${aws:username}\"}",
            })
    void halfAJudgementIsNone(String condition) {
        assertThatThrownBy(() -> decide(policy("Allow", condition))).isInstanceOf(TrustPolicy.Unclear.class);
    }

    private static TrustPolicy.Decision decide(String policy) throws Exception {
        return TrustPolicy.of(JsonReader.read(policy), ROLE, PROVIDER).decide(CLAIMS);
    }

    private static String policy(String effect, String condition) {
        return "{\"Version\": \"2012-10-17\", \"Statement\": " + statement(effect, condition) + "}";
    }

    private static String statement(String effect, String condition) {
        return "{\"Effect\": \"" + effect + "\", \"Principal\": " + FEDERATED
                + ", \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {" + condition + "}}";
    }

    private static String condition(String claim, String value) {
        return "\"StringEquals\": {\"" + TrustPolicy.ISSUER + ":" + claim + "\": \"" + value + "\"}";
    }
}
