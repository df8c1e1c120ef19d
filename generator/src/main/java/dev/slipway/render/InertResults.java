package dev.slipway.render;

import io.quarkus.qute.Expression;
import io.quarkus.qute.ResultMapper;
import io.quarkus.qute.TemplateNode.Origin;
import java.util.regex.Pattern;

/**
 * Lets a value into Markdown, a shell command, a diagram, settings or Python only if it means nothing in any of them. A
 * value that would need other quotes in each place is a defect: the configuration lets none through. A pattern of
 * branches may end in a star; templates place it where no shell expands it.
 */
final class InertResults implements ResultMapper {
    static final String CONTENT_TYPE = "text/x-inert";

    private static final Pattern INERT = Pattern.compile("[A-Za-z0-9_./@+=,:-]+(?: [A-Za-z0-9_./@+=,:-]+)*(?:/\\*)?");

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
            case String text when INERT.matcher(text).matches() -> text;
            case Integer number -> number.toString();
            default ->
                throw new IllegalArgumentException(expression.toOriginalString() + " is not inert text: " + result);
        };
    }
}
