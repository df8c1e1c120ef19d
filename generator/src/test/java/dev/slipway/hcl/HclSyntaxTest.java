package dev.slipway.hcl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused Terraform 1.11 refuses too, and what is taken it takes. */
class HclSyntaxTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# only a comment",
                "a = 1",
                "a = -1.5e+10\r\nb = \"x\"\r\n",
                "variable \"a\" { default = 1 }",
                "variable a {\n}\n",
                "a {\n  b {\n    c = [\n      1,\n      2,\n    ]\n  }\n}\n",
                "a = <<-EOT\n  } ] ) \" ${x}\n  EOT\nb = 2\n",
                "a = jsonencode(<<END-1\n\"\nEND-1\n)\n",
                "a = \"${x[\"}\"]} %{ if y }\\\"%{ endif }\"\n",
                "a = \"${\n  f({ b = \"c\" }) # it's\n}\"\n",
                "a = \"$${ %%{ { \"\n",
                "a = x ? y : z\nb = m.c.*.d\ne = { for k, v in w : k => v if v != null }\n",
                "a = provider::aws::arn_parse(b)\n",
                "a = !b && (c ||\n  d)\n",
                "/* { \" */ a = 1 // {\n",
                "\uFEFFa = 1\n",
            })
    void takesWhatTerraformTakes(String text) {
        assertThat(HclSyntax.check(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "variable `a` {%}                     | 1 | `variable` is neither an argument nor a block",
                "x = 1%variable \"a\" {%  type = string% | 2 | the block `variable` is not closed",
                "a = 1%}                              | 2 | `}` cannot stand here",
                "a = [1, 2%b = 3%                     | 1 | the value of `a` is not closed",
                "a = (1]                              | 1 | `]` closes nothing",
                "a = \"b%c = 1                        | 1 | a string is not closed",
                "%%a = \"${b%c = 1                    | 3 | a string is not closed",
                "%/* a = 1                            | 2 | a comment is not closed",
                "a = <<EOT%b                          | 1 | the text up to `EOT` is not closed",
                "a = << b                             | 1 | `<<` begins no text",
                "a =%b = 1                            | 1 | `a` has no value",
                "a = = 1                              | 1 | `a` has no value",
                "a = 'b'                              | 1 | `'` cannot stand here",
                "a = 1 +%b = 2                        | 1 | the value of `a` ends with `+`",
                "type = string default = 1            | 1 | `default` begins no line",
                "a%b = 1                              | 1 | `a` is neither an argument nor a block",
                "a = 1%\"b\" = 1                      | 2 | `b` cannot stand here",
                "<<<<<<< HEAD%a = 1                   | 1 | `<<` begins no text",
                "a = 1%=======%b = 2                  | 2 | `=` cannot stand here",
            })
    void saysWhatIsBrokenAndWhere(String text, int line, String what) {
        assertThat(HclSyntax.check(text.replace('%', '\n'))).contains(new Fault(line, what, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{", "(", "\"${", "a {"})
    void hasNoEndOfItsStack(String opening) {
        assertThat(HclSyntax.check(
                        "a = 1\n" + "a = ".repeat(opening.endsWith("a {") ? 0 : 1) + opening.repeat(100_000)))
                .isPresent();
    }
}
