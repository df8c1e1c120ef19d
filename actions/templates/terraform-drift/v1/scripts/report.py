"""What came of the check: a file for the job that keeps the issue, outputs of the step, and a part of the summary."""

import json

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import runner

FORMAT = 1
HEADLINES = {
    "none": "no drift",
    "drift": "drift",
    "failed": "the check could not run",
    "never-applied": "nothing is applied",
    "apply-running": "not checked, because an apply is running",
}


class Report:
    def __init__(self, path):
        self.path = path
        self.content = {"format": FORMAT, "environment": "", "service": "", "directory": "", "tool": "terraform", "commit": ""}

    def __getitem__(self, key):
        return self.content[key]

    def about(self, **what):
        self.content.update(what)

    def end(self, result, **what):
        self.content.update(what, result=result)

    def tell(self):
        content = self.content
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        runner.output("result", content["result"])
        runner.output("commit", content["commit"])
        runner.output("reason", content.get("reason", ""))
        place = content["directory"].replace("/", "-").strip(".") or "root"
        # Without names there is nothing to name it after, and the other job says what it knows.
        runner.output("artifact", f"terraform-drift-{content['environment']}-{place}" if content["environment"] else "")
        if content["result"] == "drift":
            count = len(content["changes"])
            runner.annotate("warning", f"drift in {content['environment']}: {count or 'some'} differences between {content['directory']} and what is there")
        runner.summary(self.markdown())

    def markdown(self):
        content = self.content
        where = f"{runner.inline(content['directory'])} in {runner.inline(content['environment'])}"
        lines = [f"### Drift of {where}: {HEADLINES[content['result']]}", ""]
        if content["commit"]:
            lines += [f"Checked against commit {runner.inline(content['commit'])}, which was applied last.", ""]
        lines += [runner.inline(content["message"]), ""] if content.get("message") else []
        lines += [f"**{runner.inline(content['note'])}.**", ""] if content.get("note") else []
        lines += [runner.fenced(content["evidence"], runner.EVIDENCE_LIMIT), ""] if content.get("evidence") else []
        if content.get("plan"):
            lines += ["<details><summary>Plan that would take it back</summary>", "", runner.fenced(content["plan"]), "", "</details>"]
        return "\n".join(lines)
