package dev.slipway.render;

import dev.slipway.plan.Condition;
import dev.slipway.plan.Cron;
import dev.slipway.plan.FileContent;
import dev.slipway.plan.GithubName;
import dev.slipway.plan.Ref;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Copies of records with other texts, found by reflection so that none is forgotten. */
final class Records {
    private Records() {}

    /**
     * A copy with other texts, at any depth.
     *
     * @param names what the texts are called
     * @param text makes the other one of a name and a text
     */
    static <T> T with(T content, Names names, BiFunction<String, String, String> text) {
        try {
            RecordComponent[] components = content.getClass().getRecordComponents();
            Class<?>[] types = new Class<?>[components.length];
            @Nullable Object[] values = new @Nullable Object[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = changed(
                        components[i].getName(), components[i].getAccessor().invoke(content), names, text);
            }
            @SuppressWarnings("unchecked")
            T copy = (T) content.getClass().getDeclaredConstructor(types).newInstance(values);
            return copy;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The names of all texts of a record, one for each text. */
    static Stream<String> names(Object content, Names names) {
        var found = new ArrayList<String>();
        with(content, names, (name, value) -> {
            found.add(name);
            return value;
        });
        return found.stream();
    }

    private static @Nullable Object changed(
            String name, @Nullable Object value, Names names, BiFunction<String, String, String> text) {
        return switch (value) {
            case null -> null;
            case String string -> text.apply(name, string);
            case FileContent.Input input
            when input.value() instanceof String string ->
                new FileContent.Input(input.name(), text.apply(names.of(name, input.name()), string));
            case FileContent.Input input -> input;
            // They check themselves.
            case Record inner when inner.getClass().getPackageName().equals("dev.slipway.catalog") -> inner;
            case Condition condition -> condition;
            case Ref ref -> ref;
            case Cron time -> time;
            case GithubName own -> own;
            case Record inner -> with(inner, names, (below, string) -> text.apply(names.of(name, below), string));
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>();
                for (int i = 0; i < list.size(); i++) {
                    copy.add(changed(names.of(name, i), list.get(i), names, text));
                }
                yield copy;
            }
            default -> value;
        };
    }

    /** What a text is called that stands inside of something else. */
    enum Names {
        /** By all that it stands in, so that each text has a name of its own. */
        PATHS {
            @Override
            String of(String outer, String inner) {
                return outer + "-" + inner;
            }

            @Override
            String of(String outer, int index) {
                return outer + "-" + index;
            }
        },
        /** By its own record alone: texts of the same meaning have the same name. */
        COMPONENTS {
            @Override
            String of(String outer, String inner) {
                return inner;
            }

            @Override
            String of(String outer, int index) {
                return outer;
            }
        };

        abstract String of(String outer, String inner);

        abstract String of(String outer, int index);
    }
}
