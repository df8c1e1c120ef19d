"""What the step that applies leaves for the step that records, which runs in every case: also when the first was killed."""

import json
import os
from pathlib import Path


class Note:
    def __init__(self, path):
        self.path = Path(path)

    def reset(self):
        self.path.unlink(missing_ok=True)

    def read(self):
        """Nothing where nothing was begun."""
        return json.loads(self.path.read_text(encoding="utf-8")) if self.path.is_file() else {}

    def write(self, **more):
        """Adds to it, in one move: a signal in between leaves the old one."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self.path.with_name(self.path.name + ".new")
        fresh.write_text(json.dumps({**self.read(), **more}), encoding="utf-8")
        os.replace(fresh, self.path)
