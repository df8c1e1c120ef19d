package dev.slipway.render;

import dev.slipway.catalog.ActionRef;
import dev.slipway.catalog.Permission;
import dev.slipway.plan.Condition;
import dev.slipway.plan.Cron;
import dev.slipway.plan.GithubName;
import dev.slipway.plan.Ref;
import io.quarkus.qute.Expression;
import io.quarkus.qute.ResultMapper;
import io.quarkus.qute.TemplateNode.Origin;

/** Turns every value of a YAML template into a scalar, so that no template can forget to quote one. */
final class YamlResults implements ResultMapper {
    static final String CONTENT_TYPE = "application/yaml";

    @Override
    public int getPriority() {
        return 10;
    }

    @Override
    public boolean appliesTo(Origin origin, Object result) {
        return origin.getVariant()
                .filter(variant -> variant.getContentType().equals(CONTENT_TYPE))
                .isPresent();
    }

    @Override
    public String map(Object result, Expression expression) {
        return switch (result) {
            case String text -> YamlScalar.of(text);
            case Integer number -> number.toString();
            case Boolean flag -> flag.toString();
            case ActionRef reference -> reference.toString();
            case Permission permission -> permission.toString();
            case Condition condition -> condition.toString();
            case Ref ref -> ref.toString();
            case Cron time -> time.toString();
            case GithubName name -> name.toString();
            default ->
                throw new IllegalArgumentException(
                        expression.toOriginalString() + " is no scalar but " + result.getClass());
        };
    }
}
