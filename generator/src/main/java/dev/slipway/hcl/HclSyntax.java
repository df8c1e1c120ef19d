package dev.slipway.hcl;

import dev.slipway.hcl.HclTokens.Kind;
import dev.slipway.hcl.HclTokens.Token;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a text has the form of HCL: blocks and arguments, and brackets that match. It refuses nothing that Terraform
 * takes; of what stands within an expression it knows little, and Terraform has the last word.
 */
final class HclSyntax {
    private static final Map<String, String> CLOSING = Map.of("(", ")", "[", "]", "{", "}");
    /** What HCL knows in strings only. */
    private static final Set<String> NOWHERE = Set.of("'", "`", ";", "@", "^", "\\", "$", "~");
    /** An expression that ends with one of these has no end. */
    private static final Set<String> UNFINISHED = Set.of("=", "+", "-", "/", "%", "&", "|", "<", ">", "!", "?", ":");

    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1;

        private final int line;
        private final String what;

        Broken(int line, String what) {
            super(what);
            this.line = line;
            this.what = what;
        }
    }

    private final List<Token> tokens;
    private int at;

    private HclSyntax(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** What is wrong with the text, if something is: the first of it. */
    static Optional<Fault> check(String text) {
        HclTokens read = HclTokens.read(text);
        if (read.fault().isPresent()) {
            // Behind what is not closed everything looks wrong.
            return read.fault();
        }
        try {
            new HclSyntax(read.tokens()).file();
            return Optional.empty();
        } catch (Broken e) {
            return Optional.of(new Fault(e.line, e.what, true));
        }
    }

    private void file() throws Broken {
        Deque<Token> open = new ArrayDeque<>();
        while (token().kind() != Kind.END) {
            Token token = token();
            if (token.kind() == Kind.NAME) {
                argumentOrBlock().ifPresent(open::push);
            } else if (token.is("}") && !open.isEmpty()) {
                open.pop();
                at++;
            } else if (token.kind() == Kind.LINE_END) {
                at++;
            } else {
                throw new Broken(token.line(), "`" + token.text() + "` cannot stand here");
            }
        }
        if (!open.isEmpty()) {
            Token block = open.pop();
            throw new Broken(block.line(), "the block `" + block.text() + "` is not closed");
        }
    }

    /** An argument with its value, or the beginning of a block, whose name is given back. */
    private Optional<Token> argumentOrBlock() throws Broken {
        Token name = tokens.get(at++);
        if (token().is("=")) {
            at++;
            value(name);
            return Optional.empty();
        }
        while (token().kind() == Kind.NAME || token().kind() == Kind.STRING) {
            at++;
        }
        if (!token().is("{")) {
            throw new Broken(name.line(), "`" + name.text() + "` is neither an argument nor a block");
        }
        at++;
        return Optional.of(name);
    }

    /** Up to the end of the line, or the brace that closes the block. */
    private void value(Token name) throws Broken {
        Deque<String> open = new ArrayDeque<>();
        Token before = token();
        if (ends(before) || before.is("=")) {
            throw new Broken(name.line(), "`" + name.text() + "` has no value");
        }
        boolean first = true;
        while (!open.isEmpty() || !ends(token())) {
            Token token = token();
            if (token.kind() == Kind.END) {
                throw new Broken(name.line(), "the value of `" + name.text() + "` is not closed");
            }
            if (token.kind() == Kind.SIGN && NOWHERE.contains(token.text())) {
                throw new Broken(token.line(), "`" + token.text() + "` cannot stand here");
            }
            if (open.isEmpty() && !first && isOperand(before) && isOperand(token)) {
                throw new Broken(token.line(), "`" + token.text() + "` begins no line");
            }
            if (token.kind() == Kind.SIGN && CLOSING.containsKey(token.text())) {
                open.push(CLOSING.getOrDefault(token.text(), ""));
            } else if (token.kind() == Kind.SIGN && CLOSING.containsValue(token.text())) {
                if (open.isEmpty() || !open.pop().equals(token.text())) {
                    throw new Broken(token.line(), "`" + token.text() + "` closes nothing");
                }
            }
            before = token;
            first = false;
            at++;
        }
        if (before.kind() == Kind.SIGN && UNFINISHED.contains(before.text())) {
            throw new Broken(before.line(), "the value of `" + name.text() + "` ends with `" + before.text() + "`");
        }
    }

    private static boolean ends(Token token) {
        return token.kind() == Kind.LINE_END || token.kind() == Kind.END || token.is("}");
    }

    private static boolean isOperand(Token token) {
        return token.kind() == Kind.NAME || token.kind() == Kind.STRING || token.kind() == Kind.NUMBER;
    }

    private Token token() {
        return tokens.get(Math.min(at, tokens.size() - 1));
    }
}
