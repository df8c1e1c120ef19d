import tempfile
import textwrap
import unittest
from pathlib import Path

import docs

VARIABLES = '''
# About all of them.
variable "limits" {
  description = "At most \\"so\\" many | each."
  type = object({
    daily = optional(number, 3) # of them
    note  = string
    many  = list(string)
  })
  default = {
    note = "a # b"
    many = ["x"]
  }

  validation {
    condition     = var.limits.daily > 0
    error_message = "daily is above zero."
  }
}

variable "name" {
  type        = string
  description = <<-EOT
    Two
    lines.
  EOT
}
'''
OUTPUTS = '''
output "id" {
  description = "What it is."
  value = join("/", [
    var.name,
    "x",
  ])
}
'''


class DocsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.module = Path(folder.name)
        self.write("variables.tf", VARIABLES)
        self.write("outputs.tf", OUTPUTS)
        self.write("README.md", f"# m\n\n{docs.BEGIN}\nold\n{docs.END}\n\nAfter.\n")

    def write(self, name, text):
        (self.module / name).write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")

    def example(self, text):
        self.write("README.md", f"# m\n\n```hcl\n{textwrap.dedent(text).strip()}\n```\n\n{docs.tables(self.module)}\n")
        return docs.stale(self.module)

    def test_an_example_names_what_there_is(self):
        # Other modules are looked up at the same major version.
        self.module = self.module / "v1"
        self.module.mkdir()
        self.write("variables.tf", VARIABLES)
        self.write("outputs.tf", OUTPUTS)
        call = '''
            module "budget" {
              source = "git::https://github.com/acme/actions.git//terraform-modules/budget/v1?ref=v1.2.3"

              name  = "orders-prod"
              %s
            }
        '''
        self.assertIsNone(self.example(call % 'topic = { arn = module.monitoring.topic_arns["info"] }'))
        self.assertIsNone(self.example(call % "topic = { arn = module.ours.anything }"))
        self.assertIn("budget/v1 has no variable `limit`", self.example(call % "limit = 3"))
        self.assertIn("module.monitoring.topics is no output of monitoring", self.example(call % "topic = { arn = module.monitoring.topics.info }"))

    def test_tables_say_what_the_files_say(self):
        page = docs.page(self.module)

        self.assertIn(
            "| `limits` | `object({ daily = optional(number, 3), note = string, many = list(string) })` "
            '| `{ note = "a # b", many = ["x"] }` | At most "so" many \\| each. |',
            page,
        )
        self.assertIn("| `name` | `string` | required | Two lines. |", page)
        self.assertIn("| `id` | What it is. |", page)

    def test_text_around_the_tables_stays(self):
        page = docs.page(self.module)

        self.assertTrue(page.startswith("# m\n\n") and page.endswith("\n\nAfter.\n"), page)
        self.assertNotIn("old", page)

    def test_a_page_that_was_made_is_up_to_date_until_a_variable_changes(self):
        self.write("README.md", docs.page(self.module))
        self.assertIsNone(docs.stale(self.module))

        self.write("variables.tf", VARIABLES.replace("Two", "Three"))
        self.assertIn("docs.py --write", docs.stale(self.module))

    def test_a_variable_without_description_or_type_is_refused(self):
        for line, lacks in (("  type        = string\n", "type"), ('  description = "x"\n', "description")):
            kept = 'variable "a" {\n  type        = string\n  description = "x"\n}\n'.replace(line, "")
            self.write("variables.tf", kept)
            self.assertIn(f"`a` has no {lacks}", docs.stale(self.module))

    def test_an_output_without_description_is_refused(self):
        self.write("outputs.tf", 'output "id" {\n  value = 1\n}\n')
        self.assertIn("`id` has no description", docs.stale(self.module))

    def test_what_cannot_be_read_is_no_empty_table(self):
        for text in ('resource "x" "y" {}\n', 'variable "a" {\n', 'variable "a" {\n odd\n}\n', 'variable "a" {\n  type = string\n  description = var.x\n}\n'):
            self.write("variables.tf", text)
            self.assertIsNotNone(docs.stale(self.module), text)

    def test_a_page_without_the_place_for_tables_is_refused(self):
        self.write("README.md", "# m\n")
        self.assertIn("each once", docs.stale(self.module))
