package dev.slipway.hcl;

import dev.slipway.json.JsonReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * <a href="https://developer.hashicorp.com/terraform/language/syntax/json">Configuration in JSON</a>. JSON does not say
 * what is a block, so the blocks that this program asks for are named here; all else is an argument.
 */
final class HclJson {
    /** How many labels each block has. */
    private static final Map<String, Integer> TOP =
            Map.of("terraform", 0, "provider", 1, "variable", 1, "output", 1, "module", 1, "resource", 2, "data", 2);

    private static final Map<String, Integer> IN_TERRAFORM = Map.of("backend", 1, "cloud", 0, "required_providers", 0);
    private static final Map<String, Integer> IN_CLOUD = Map.of("workspaces", 0);
    /** The property for comments. */
    private static final String COMMENT = "//";

    /**
     * What the text holds, or why it holds nothing.
     *
     * @param values whether it gives variables their values, so that nothing in it is a block
     */
    static HclFile.Content parse(String text, boolean values) {
        try {
            return new HclFile.Content(bodyOf(JsonReader.read(text), values ? Map.of() : TOP, "the document"), null);
        } catch (JsonReader.Malformed e) {
            String what = String.valueOf(e.getMessage())
                    .lines()
                    .findFirst()
                    .orElse("")
                    // The reader's words for a place in a text that it does not show.
                    .replaceFirst(" ?\\(start marker at .*", "");
            // Terraform takes a property that stands twice, and any depth.
            boolean certain = !what.startsWith("Duplicate field") && !what.contains("nesting depth");
            return new HclFile.Content(HclFile.NOTHING, new Fault(e.line(), what, certain));
        } catch (NoBlock e) {
            return new HclFile.Content(HclFile.NOTHING, new Fault(1, e.what, true));
        }
    }

    private static final class NoBlock extends Exception {
        private static final long serialVersionUID = 1;

        private final String what;

        NoBlock(String where) {
            super(where);
            this.what = where + " has to be an object";
        }
    }

    private HclJson() {}

    private static Hcl.Body bodyOf(@Nullable Object value, Map<String, Integer> nested, String where) throws NoBlock {
        List<Hcl.Attribute> attributes = new ArrayList<>();
        List<Hcl.Block> blocks = new ArrayList<>();
        for (Map<?, ?> object : objects(value, where)) {
            for (Map.Entry<?, ?> member : object.entrySet()) {
                String name = String.valueOf(member.getKey());
                Integer labels = nested.get(name);
                if (labels != null) {
                    blocks(name, labels, List.of(), member.getValue(), blocks);
                } else if (!name.equals(COMMENT)) {
                    attributes.add(new Hcl.Attribute(name, value(member.getValue())));
                }
            }
        }
        return new Hcl.Body(List.copyOf(attributes), List.copyOf(blocks));
    }

    /** Each label is a level of objects, and each level can be a list of them. */
    private static void blocks(
            String type, int missing, List<String> labels, @Nullable Object value, List<Hcl.Block> blocks)
            throws NoBlock {
        String where = String.join(".", prefixed(type, labels));
        for (Map<?, ?> object : objects(value, "`" + where + "`")) {
            if (missing == 0) {
                blocks.add(new Hcl.Block(type, labels, bodyOf(object, within(type), "`" + where + "`"), 1));
                continue;
            }
            for (Map.Entry<?, ?> member : object.entrySet()) {
                List<String> more = new ArrayList<>(labels);
                more.add(String.valueOf(member.getKey()));
                blocks(type, missing - 1, List.copyOf(more), member.getValue(), blocks);
            }
        }
    }

    private static List<String> prefixed(String type, List<String> labels) {
        List<String> all = new ArrayList<>(List.of(type));
        all.addAll(labels);
        return all;
    }

    private static Map<String, Integer> within(String type) {
        return switch (type) {
            case "terraform" -> IN_TERRAFORM;
            case "cloud" -> IN_CLOUD;
            default -> Map.of();
        };
    }

    private static List<Map<?, ?>> objects(@Nullable Object value, String where) throws NoBlock {
        List<Map<?, ?>> objects = new ArrayList<>();
        if (value instanceof List<?> several) {
            for (Object each : several) {
                objects.addAll(objects(each, where));
            }
        } else if (value instanceof Map<?, ?> object) {
            objects.add(object);
        } else if (value != null) {
            throw new NoBlock(where);
        }
        return objects;
    }

    private static Hcl.Value value(@Nullable Object value) {
        return switch (value) {
            case null -> new Hcl.Other("null");
            case String text -> new Hcl.Text(text);
            case BigDecimal number -> new Hcl.Text(number.toString());
            case List<?> items ->
                new Hcl.Items(items.stream().map(HclJson::value).toList());
            case Map<?, ?> object ->
                new Hcl.Mapping(new Hcl.Body(
                        object.entrySet().stream()
                                .map(member ->
                                        new Hcl.Attribute(String.valueOf(member.getKey()), value(member.getValue())))
                                .toList(),
                        List.of()));
            default -> new Hcl.Other(value.toString());
        };
    }
}
