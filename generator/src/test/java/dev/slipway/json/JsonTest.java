package dev.slipway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.HostileStrings;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {

    @Test
    void writesMembersInTheirOrder() {
        assertThat(Json.object()
                        .put("z", "text")
                        .put("a", 7)
                        .put("list", Json.texts(List.of("x", "y")))
                        .put("none", Json.array())
                        .put("object", Json.object())
                        .put("yes", true)
                        .document())
                .isEqualTo("""
                    {
                      "z": "text",
                      "a": 7,
                      "list": [
                        "x",
                        "y"
                      ],
                      "none": [],
                      "object": {},
                      "yes": true
                    }
                    """);
    }

    static List<String> hostile() {
        return HostileStrings.all().toList();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void writesAnyTextSoThatOthersReadItBack(String text) throws IOException {
        String document = Json.object().put(text, text).document();

        assertThat(document).matches("[ -~\n]*").doesNotContain("##[");
        assertThat(new ObjectMapper().readTree(document).get(text).textValue()).isEqualTo(text);
    }

    @Test
    void refusesAMemberThatIsPutTwice() {
        Json.Members members = Json.object().put("a", 1);

        assertThatIllegalStateException().isThrownBy(() -> members.put("a", 2));
    }
}
