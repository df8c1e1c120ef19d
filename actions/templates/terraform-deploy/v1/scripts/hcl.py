"""Reads as much of HCL as it takes to find blocks and their attributes.

Terraform has no command that tells the backend of a directory before `init`, and `init` needs the answer.
Looking for the word "backend" would be fooled by comments, strings and heredocs, so this reads real tokens.
"""

import re

IDENTIFIER = re.compile(r"[^\W\d][\w-]*")
NUMBER = re.compile(r"\d[\d.eE+-]*")
HEREDOC = re.compile(r"<<-?([^\W\d][\w-]*)[ \t]*\r?\n")
OPENING = {"(": ")", "[": "]", "{": "}"}
CLOSING = set(OPENING.values())
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


class BrokenHcl(Exception):
    """The text is not HCL that Terraform would accept."""

    def __init__(self, message, line):
        super().__init__(f"line {line}: {message}")


class Token:
    def __init__(self, kind, value, line):
        self.kind = kind
        self.value = value
        self.line = line


class Block:
    """`type "label" { ... }`. A value that is no plain literal is None: known to be set, but not to what."""

    def __init__(self, type_, labels, line):
        self.type = type_
        self.labels = labels
        self.line = line
        self.attributes = {}
        self.blocks = []

    def named(self, type_):
        return [block for block in self.blocks if block.type == type_]


def parse(text):
    """The whole text as a block without a type."""
    tokens = list(_tokens(text.removeprefix("\ufeff")))
    root = Block("", [], 1)
    end = _body(tokens, 0, root, closing=None)
    if end != len(tokens) - 1:
        raise BrokenHcl("'}' without '{'", tokens[end].line)
    return root


def _tokens(text):
    at, line = 0, 1
    while at < len(text):
        char = text[at]
        if char == "\n":
            yield Token("newline", "\n", line)
            at, line = at + 1, line + 1
        elif char.isspace():
            at += 1
        elif char == "#" or text.startswith("//", at):
            at = _or_end(text.find("\n", at), text)
        elif text.startswith("/*", at):
            end = text.find("*/", at + 2)
            if end < 0:
                raise BrokenHcl("comment is not closed", line)
            line += text.count("\n", at, end)
            at = end + 2
        elif char == '"':
            end, value = _string(text, at, line)
            yield Token("string", value, line)
            line += text.count("\n", at, end)
            at = end
        elif text.startswith("<<", at):
            heredoc = HEREDOC.match(text, at)
            if not heredoc:
                raise BrokenHcl("'<<' does not start a heredoc", line)
            end = _heredoc_end(text, heredoc, line)
            yield Token("heredoc", None, line)
            line += text.count("\n", at, end)
            at = end
        else:
            match = IDENTIFIER.match(text, at)
            kind = "identifier"
            if not match:
                match, kind = NUMBER.match(text, at), "number"
            value = match.group() if match else text[at : at + 2] if text[at : at + 2] in ("==", "=>") else char
            yield Token(kind if match else "symbol", value, line)
            at += len(value)
    yield Token("newline", "\n", line)
    yield Token("end", "", line)


def _or_end(position, text):
    return len(text) if position < 0 else position


def _heredoc_end(text, heredoc, line):
    """Where the closing marker ends. Its line holds nothing but the marker."""
    at = heredoc.end()
    while at < len(text):
        end = _or_end(text.find("\n", at), text)
        if text[at:end].strip() == heredoc.group(1):
            return end
        at = end + 1
    raise BrokenHcl(f"heredoc {heredoc.group(1)} is not closed", line)


def _string(text, start, line):
    """End and value of the quoted template at start; the value is None where it holds an interpolation."""
    at, value = start + 1, []
    while at < len(text):
        char = text[at]
        if char == '"':
            return at + 1, None if value is None else "".join(value)
        if char == "\n":
            break
        if char == "\\":
            if at + 1 >= len(text):
                break
            if value is not None:
                value.append(ESCAPES.get(text[at + 1], text[at + 1]))
            at += 2
        elif text[at : at + 3] in ("$${", "%%{"):
            if value is not None:
                value.append(text[at + 1 : at + 3])
            at += 3
        elif text[at : at + 2] in ("${", "%{"):
            value = None
            at = _interpolation_end(text, at + 2, line)
        else:
            if value is not None:
                value.append(char)
            at += 1
    raise BrokenHcl("string is not closed", line)


def _interpolation_end(text, at, line):
    depth = 1
    while at < len(text):
        char = text[at]
        if char == '"':
            at, _ = _string(text, at, line)
            continue
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    raise BrokenHcl("interpolation is not closed", line)


def _body(tokens, at, block, closing):
    """Fills block from the tokens; the position of the token that ends the body."""
    while True:
        token = tokens[at]
        if token.kind == "newline":
            at += 1
        elif token.kind == "end":
            if closing:
                raise BrokenHcl(f"block '{block.type}' is not closed", block.line)
            return at
        elif token.value == "}" and token.kind == "symbol":
            if not closing:
                raise BrokenHcl("'}' without '{'", token.line)
            return at
        elif token.kind == "identifier":
            at = _attribute_or_block(tokens, at, block)
        else:
            raise BrokenHcl(f"unexpected {token.value!r}", token.line)


def _attribute_or_block(tokens, at, parent):
    name = tokens[at]
    following = tokens[at + 1]
    if following.kind == "symbol" and following.value == "=":
        end = _expression_end(tokens, at + 2, name)
        literal = tokens[at + 2] if end == at + 3 else None
        plain = literal is not None and (literal.kind in ("string", "number") or literal.value in ("true", "false"))
        parent.attributes[name.value] = literal.value if plain else None
        return end
    block = Block(name.value, [], name.line)
    at += 1
    while tokens[at].kind in ("string", "identifier"):
        block.labels.append(tokens[at].value)
        at += 1
    if tokens[at].kind != "symbol" or tokens[at].value != "{":
        raise BrokenHcl(f"'{name.value}' is neither an attribute nor a block", name.line)
    at = _body(tokens, at + 1, block, closing="}")
    parent.blocks.append(block)
    return at + 1


def _expression_end(tokens, at, name):
    """The newline, or the closing brace of the surrounding block, that ends the expression."""
    start, open_ = at, []
    while True:
        token = tokens[at]
        if token.kind == "end":
            raise BrokenHcl(f"value of '{name.value}' is not closed", name.line)
        if token.kind == "symbol" and token.value in OPENING:
            open_.append(OPENING[token.value])
        elif token.kind == "symbol" and token.value in CLOSING:
            if not open_:
                break
            if open_.pop() != token.value:
                raise BrokenHcl(f"'{token.value}' closes nothing", token.line)
        elif token.kind == "newline" and not open_:
            break
        at += 1
    if at == start:
        raise BrokenHcl(f"'{name.value}' has no value", name.line)
    return at
