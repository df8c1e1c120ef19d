"""Makes the tables of a module's page from its variables and outputs: docs.py [--write] [module ...]

Without --write it only says which page is not what the files say. It reads what `terraform fmt` writes: a block begins
in the first column, and its attributes stand two spaces in.
"""

import argparse
import re
import sys
from pathlib import Path

MODULES = Path(__file__).resolve().parents[1] / "modules"
BEGIN, END = "<!-- made by docs.py from variables.tf and outputs.tf -->", "<!-- end of what docs.py made -->"
BLOCK = re.compile(r'(variable|output) "(\w+)" \{$')
ATTRIBUTE = re.compile(r"  (\w+)\s*= (.*)$")
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"$')
EXAMPLE = re.compile(r"^```hcl$(.*?)^```$", re.M | re.S)
# A call of a published module, with everything up to its end in the first column.
CALL = re.compile(r'^module "\w+" \{$.*?^  source\s*= "[^"]*/terraform-modules/([a-z-]+/v\d+)\?[^"]*"$(.*?)^\}$', re.M | re.S)
HEREDOC = re.compile(r"<<-?(\w+)$")


class Unreadable(Exception):
    """The file is not written as `terraform fmt` would write it."""


def blocks(path, kind):
    """Name and attributes, as text, of every block of that kind."""
    found, name, attributes, current = {}, None, {}, None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        opening, attribute = BLOCK.match(line), ATTRIBUTE.match(line)
        if name is None:
            if opening and opening.group(1) == kind:
                name, attributes, current = opening.group(2), {}, None
            elif line and not line.startswith("#"):
                raise Unreadable(f"{path}:{number}: only blocks `{kind}` belong here: {line}")
        elif line == "}":
            found[name] = attributes
            name = None
        elif attribute:
            current = attribute.group(1)
            attributes[current] = [attribute.group(2)]
        elif re.match(r"  (\w+) \{$", line):
            # Blocks such as validation are no attribute; their lines stand four spaces in.
            current = None
        elif line.startswith("   ") or re.match(r"  ([\])}]|[A-Z]+$)", line) or not line.strip():
            if current:
                attributes[current].append(line)
        elif not line.startswith("  #"):
            raise Unreadable(f"{path}:{number}: neither an attribute nor the end of the block: {line}")
    if name is not None:
        raise Unreadable(f"{path}: the block `{name}` does not end")
    return found


def text(lines):
    """The value of a description: one quoted text, or a heredoc."""
    heredoc = HEREDOC.match(lines[0])
    if heredoc:
        return " ".join(line.strip() for line in lines[1:] if line.strip() and line.strip() != heredoc.group(1))
    quoted = TEXT.match(lines[0])
    if not quoted:
        raise Unreadable(f"a description is one text in quotes, not {lines[0]}")
    return quoted.group(1).replace('\\"', '"').replace("\\\\", "\\")


def expression(lines):
    """A type or a default on one line, without its comments."""
    code = [re.sub(r'\s+#(?=[^"]*(?:"[^"]*"[^"]*)*$).*', "", f" {line}").strip() for line in lines]
    joined = ""
    for line in filter(None, code):
        if joined and joined[-1] not in "([{" and line[0] not in ")]}" and not joined.endswith(","):
            joined += ","
        joined += f" {line}" if joined and joined[-1] not in "([" and line[0] not in ")]" else line
    return re.sub(r",(\s*[)\]}])", r"\1", re.sub(r"\s+", " ", joined))


def cell(value):
    return value.replace("|", "\\|")


def code(value):
    return f"`{cell(value)}`"


def tables(module):
    variables = blocks(module / "variables.tf", "variable")
    outputs = blocks(module / "outputs.tf", "output")
    lines = ["## Variables", "", "| Name | Type | Default | Meaning |", "| --- | --- | --- | --- |"]
    for name, attributes in variables.items():
        missing = {"type", "description"} - attributes.keys()
        if missing:
            raise Unreadable(f"{module / 'variables.tf'}: `{name}` has no {' and no '.join(sorted(missing))}")
        default = code(expression(attributes["default"])) if "default" in attributes else "required"
        lines.append(f"| {code(name)} | {code(expression(attributes['type']))} | {default} | {cell(text(attributes['description']))} |")
    lines += ["", "## Outputs", "", "| Name | Meaning |", "| --- | --- |"]
    for name, attributes in outputs.items():
        if "description" not in attributes:
            raise Unreadable(f"{module / 'outputs.tf'}: `{name}` has no description")
        lines.append(f"| {code(name)} | {cell(text(attributes['description']))} |")
    return "\n".join([BEGIN, "", *lines, "", END])


def page(module):
    """What README.md should be."""
    readme = module / "README.md"
    written = readme.read_text(encoding="utf-8")
    if written.count(BEGIN) != 1 or written.count(END) != 1:
        raise Unreadable(f"{readme}: the tables belong between the lines `{BEGIN}` and `{END}`, each once")
    before, rest = written.split(BEGIN)
    return before + tables(module) + rest.split(END)[1]


def untrue(module):
    """What the page's own calls of modules name and no module has, or None: an argument, or the output of another module."""
    readme = (module / "README.md").read_text(encoding="utf-8")
    for example in EXAMPLE.findall(readme):
        for source, body in CALL.findall(example):
            known = {"source", "providers", "count", "for_each", "depends_on", *blocks(MODULES / source / "variables.tf", "variable")}
            for argument in re.findall(r"^  (\w+)\s*=", body, re.M):
                if argument not in known:
                    return f"{module / 'README.md'}: {source} has no variable `{argument}`"
        for label, output in re.findall(r"\bmodule\.(\w+)\.(\w+)", example):
            # A module that is called by its own name; what others are called nobody knows.
            for other in MODULES.glob(f"{label.replace('_', '-')}/{module.name}"):
                if output not in blocks(other / "outputs.tf", "output"):
                    return f"{module / 'README.md'}: module.{label}.{output} is no output of {other.parent.name}"
    return None


def stale(module):
    """Why the page of a module is not up to date, or None."""
    try:
        wrong = untrue(module)
        if wrong:
            return wrong
        if page(module) != (module / "README.md").read_text(encoding="utf-8"):
            return f"{module / 'README.md'} is not what the .tf files say: run terraform-modules/tests/docs.py --write"
    except (Unreadable, OSError) as problem:
        return str(problem)
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the pages instead of only comparing them")
    parser.add_argument("module", nargs="*", help="a module's name; all without one")
    options = parser.parse_args()
    problems = []
    for module in sorted(MODULES.glob("*/v*")):
        if options.module and module.parent.name not in options.module:
            continue
        if options.write:
            try:
                (module / "README.md").write_text(page(module), encoding="utf-8")
            except (Unreadable, OSError) as problem:
                problems.append(str(problem))
        else:
            problems += filter(None, [stale(module)])
    print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
