package dev.slipway.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON document as RFC 8259 has it: into maps, lists, strings, numbers, truth values and null. A key that stands
 * twice is refused, because readers differ on which of the two counts.
 */
public final class JsonReader {
    private static final int DEEPEST = 40;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private JsonReader() {}

    /** Why a text is no JSON document, and where. The message may quote the text. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        private final int line;
        private final int column;

        private Malformed(String what, @Nullable JsonLocation at) {
            super(what);
            this.line = at == null ? 1 : Math.max(1, at.getLineNr());
            this.column = at == null ? 1 : Math.max(1, at.getColumnNr());
        }

        /** The line, from 1. */
        public int line() {
            return line;
        }

        /** The column in UTF-16 units, from 1. */
        public int column() {
            return column;
        }
    }

    /** The value of a document. */
    public static @Nullable Object read(String text) throws Malformed {
        try (JsonParser parser = JSON.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new Malformed("the document is empty", parser.currentLocation());
            }
            Object value = value(parser, first);
            if (parser.nextToken() != null) {
                throw new Malformed("something stands behind the end of the document", parser.currentTokenLocation());
            }
            return value;
        } catch (JacksonException e) {
            throw new Malformed(String.valueOf(e.getOriginalMessage()), e.getLocation());
        } catch (IOException e) {
            // A text in memory has no other faults.
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalStateException("no value begins with " + token);
        };
    }

    private static Object object(JsonParser parser) throws IOException {
        SequencedMap<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            members.put(name, value(parser, parser.nextToken()));
        }
        return Collections.unmodifiableSequencedMap(members);
    }

    private static Object array(JsonParser parser) throws IOException {
        List<@Nullable Object> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(parser, token));
        }
        return Collections.unmodifiableList(items);
    }
}
