package dev.slipway.config;

import dev.slipway.json.Json;
import java.util.List;
import java.util.Map;

/** The JSON Schema of {@code slipway.yaml}, for editors. What only holds between keys is left to the program. */
public final class Schema {
    private Schema() {}

    /** The schema, draft 2020-12, as a document. The same program gives the same bytes. */
    public static String document() {
        Json.Members schema = Json.object()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", "slipway.yaml")
                .put("description", "The delivery pipeline of one repository.");
        describe(schema, ConfigShape.FILE);
        return schema.document();
    }

    private static Json of(Shape<?> shape) {
        Json.Members schema = Json.object();
        describe(schema, shape);
        return schema;
    }

    private static void describe(Json.Members schema, Shape<?> shape) {
        switch (shape) {
            case Shape.Text text ->
                schema.put("type", "string").put("pattern", whole(text)).put("maxLength", text.longest());
            case Shape.Choice<?> choice ->
                schema.put("type", "string")
                        .put("enum", Json.texts(List.copyOf(choice.values().sequencedKeySet())));
            case Shape.Whole whole ->
                schema.put("type", "integer").put("minimum", whole.least()).put("maximum", whole.most());
            case Shape.Truth _ -> schema.put("type", "boolean");
            // Text, numbers and what they are made of are checked by the program alone.
            case Shape.Value value ->
                schema.put(
                        "type",
                        Json.texts(
                                value.parts()
                                        ? List.of("string", "number", "boolean", "array", "object")
                                        : List.of("string", "number", "boolean")));
            case Shape.Items<?> items -> items(schema, items);
            case Shape.Keys keys -> keys(schema, keys);
            case Shape.Entries<?> entries ->
                schema.put("type", "object")
                        .put("propertyNames", of(entries.name()))
                        .put("additionalProperties", of(entries.value()))
                        .put("minProperties", 1)
                        .put("maxProperties", entries.most());
        }
    }

    private static String whole(Shape.Text text) {
        return "^(?:" + text.pattern().pattern() + ")$";
    }

    private static void items(Json.Members schema, Shape.Items<?> items) {
        if (items.single()) {
            Json.Members list = Json.object();
            list(list, items);
            schema.put("anyOf", Json.array(of(items.item()), list));
        } else {
            list(schema, items);
        }
    }

    private static void list(Json.Members schema, Shape.Items<?> items) {
        schema.put("type", "array")
                .put("items", of(items.item()))
                .put("minItems", items.least())
                .put("uniqueItems", true);
    }

    private static void keys(Json.Members schema, Shape.Keys keys) {
        Json.Members properties = Json.object();
        for (Key<?> key : keys.keys()) {
            properties.put(key.name(), property(key));
        }
        schema.put("type", "object")
                .put("properties", properties)
                .put(
                        "required",
                        Json.texts(keys.keys().stream()
                                .filter(Key::isRequired)
                                .map(Key::name)
                                .toList()))
                .put("additionalProperties", false);
    }

    private static <T> Json property(Key<T> key) {
        Json.Members schema = Json.object().put("description", key.doc());
        describe(schema, key.shape());
        T fallback = key.fallback();
        if (fallback != null) {
            schema.put("default", value(key.shape(), fallback));
        }
        return schema;
    }

    /** A default as it would stand in the file. */
    private static Json value(Shape<?> shape, Object value) {
        return switch (shape) {
            case Shape.Text _ -> new Json.Text((String) value);
            case Shape.Choice<?> choice ->
                choice.values().entrySet().stream()
                        .filter(entry -> entry.getValue().equals(value))
                        .map(Map.Entry::getKey)
                        .map(Json.Text::new)
                        .findFirst()
                        .orElseThrow();
            case Shape.Whole _ -> new Json.Whole((Integer) value);
            case Shape.Truth _ -> new Json.Bool((Boolean) value);
            case Shape.Items<?> items ->
                Json.array(((List<?>) value)
                        .stream()
                                .map(item -> value(items.item(), ((Located<?>) item).value()))
                                .toList());
            case Shape.Keys _, Shape.Entries<?> _, Shape.Value _ ->
                throw new IllegalStateException("a mapping has no default");
        };
    }
}
