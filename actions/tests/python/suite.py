"""Runs the tests; the last line says how many passed and failed, the line before it how long they took."""

import pathlib
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent


def main() -> int:
    names = sys.argv[1:] or sorted(path.name for path in HERE.glob("test_*.py"))
    tests = unittest.defaultTestLoader.loadTestsFromNames([pathlib.Path(name).stem for name in names])
    started = time.monotonic()
    result = unittest.TextTestRunner(verbosity=2, stream=sys.stdout).run(tests)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses) + len(result.skipped)
    print(f"took {time.monotonic() - started:.0f} s")
    print(f"{result.testsRun - failed} passed, {failed} failed")
    return 0 if failed == 0 and result.testsRun else 1


if __name__ == "__main__":
    sys.exit(main())
