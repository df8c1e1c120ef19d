"""Runs each command several times, one after the other in turns, and writes the medians into README.md.

Called by `run`, which sets the environment.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(os.environ["ROOT"])
WORK = Path(os.environ["WORK"])
ROUNDS = int(os.environ["ROUNDS"])
COPIES = int(os.environ["COPIES"])
README = Path(os.environ["README"])
BUNDLE = ROOT / "native/target/bundle"
EXAMPLE = ROOT / "examples/orders/slipway.yaml"

LAUNCHER = [str(ROOT / "slipway")]
# As the launcher starts it, and the same without the cache.
JAVA = [os.environ["JDK"] + "/bin/java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xlog:disable"]
JAR = ["-jar", str(BUNDLE / "quarkus-run.jar")]
CACHED = [*JAVA, f"-XX:AOTCache={BUNDLE}/slipway.aot", *JAR]
UNCACHED = [*JAVA, *JAR]


def run(command, cwd=WORK):
    """Seconds and peak memory in KiB of one run; a run that fails ends the benchmark."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"benchmarks: {command[0]} ... {command[-1]} ended with {process.returncode}:\n{output.decode()[-2000:]}")
    return seconds, usage.ru_maxrss


def repository(name):
    """A fresh repository that holds nothing but the example's configuration."""
    directory = WORK / name
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    shutil.copy(EXAMPLE, directory)
    return directory


def generate(program):
    return lambda: run([*program, "generate", str(repository("fresh"))])


def up_to_date(program):
    return lambda: run([*program, "generate", str(WORK / "written")])


def copy():
    target = repository("fresh")
    return run(["cp", "-r", str(WORK / "written/.github"), str(target)])


def interleaved(cases):
    """The cases in turns, so that whatever else the machine does hits all of them alike; the first round warms up."""
    found = {name: [] for name in cases}
    for turn in range(ROUNDS + 1):
        for name, case in cases.items():
            measured = case()
            if turn:
                found[name].append(measured)
    return {
        name: (statistics.median(s for s, _ in runs), max(m for _, m in runs), min(s for s, _ in runs))
        for name, runs in found.items()
    }


def one_repository():
    run([*LAUNCHER, "generate", str(repository("written"))])
    cases = {
        "`cp -r` of the written files": copy,
        "`java -version`": lambda: run([*JAVA, "-version"]),
        "`slipway --version`": lambda: run([*LAUNCHER, "--version"]),
        "the same, without the launcher": lambda: run([*CACHED, "--version"]),
        "the same, without the AOT cache": lambda: run([*UNCACHED, "--version"]),
        "`slipway generate`, eleven files": generate(LAUNCHER),
        "the same, without the launcher ": generate(CACHED),
        "the same, without the AOT cache ": generate(UNCACHED),
        "`slipway generate`, nothing to do": up_to_date(LAUNCHER),
    }
    results = interleaved(cases)
    unit = results["`cp -r` of the written files"][0]
    uncached = {"--version": results["the same, without the AOT cache"][0], "generate": results["the same, without the AOT cache "][0]}
    rows = ["| run | median | fastest | times `cp -r` | peak memory |", "|---|---:|---:|---:|---:|"]
    for name, (median, memory, fastest) in results.items():
        rows.append(
            f"| {name.strip()} | {median * 1000:.0f} ms | {fastest * 1000:.0f} ms | {median / unit:.0f} | {memory / 1024:.0f} MiB |"
        )
    gains = [
        uncached["--version"] / results["the same, without the launcher"][0],
        uncached["generate"] / results["the same, without the launcher "][0],
    ]
    rows += ["", f"The AOT cache makes `--version` {gains[0]:.1f} times and `generate` {gains[1]:.1f} times as fast."]
    return rows


def many_repositories():
    """All of them in one process, and copied in one process."""
    names = [f"fleet/service-{number:04d}" for number in range(COPIES)]
    for name in names:
        repository(name)
    written, memory = run([*LAUNCHER, "generate", *names])
    again, _ = run([*LAUNCHER, "generate", *names])
    copied, _ = run(["cp", "-r", str(WORK / "fleet"), str(WORK / "copied")])
    files = sum(1 for path in (WORK / "fleet").rglob("*") if path.is_file())
    if files != COPIES * 12:
        sys.exit(f"benchmarks: {COPIES} repositories should hold {COPIES * 12} files, not {files}")
    length = sum(len(name) + 1 for name in names)
    shutil.rmtree(WORK / "fleet")
    return [
        "| run | all | for each repository | times `cp -r` | peak memory |",
        "|---|---:|---:|---:|---:|",
        f"| `cp -r` of all | {copied:.2f} s | {copied / COPIES * 1000:.2f} ms | 1 | |",
        f"| `slipway generate`, all files | {written:.2f} s | {written / COPIES * 1000:.2f} ms "
        f"| {written / copied:.1f} | {memory / 1024:.0f} MiB |",
        f"| `slipway generate`, nothing to do | {again:.2f} s | {again / COPIES * 1000:.2f} ms | {again / copied:.1f} | |",
        "",
        f"{COPIES} directories in one command line, {length} characters.",
    ]


def sizes():
    total = sum(path.stat().st_size for path in BUNDLE.rglob("*") if path.is_file())
    cache = (BUNDLE / "slipway.aot").stat().st_size
    return [
        "| part | size |",
        "|---|---:|",
        f"| bundle | {total / 2**20:.1f} MiB |",
        f"| of it the AOT cache | {cache / 2**20:.1f} MiB |",
        f"| of it jars and the rest | {(total - cache) / 2**20:.1f} MiB |",
    ]


def verification(log):
    """The parts and their times, which `./verify` prints at its end."""
    end = re.search(r"^verify: passed$(?P<parts>(?:\n  .*)*)", log, re.MULTILINE)
    parts = re.findall(r"^ +(\w+) +(\d+) s$", end["parts"], re.MULTILINE) if end else []
    if not parts:
        sys.exit("benchmarks: the log does not end as that of a ./verify that passed")
    rows = ["| part | seconds |", "|---|---:|", *(f"| {part} | {seconds} |" for part, seconds in parts)]
    return [*rows, f"| together | {sum(int(seconds) for _, seconds in parts)} |"]


def write(name, rows):
    text = README.read_text(encoding="utf-8")
    block = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not block.search(text):
        sys.exit(f"benchmarks: {README.name} has no place for {name}")
    body = "\n".join(["", *rows, "", ""])
    README.write_text(block.sub(lambda found: found[1] + body + found[2], text), encoding="utf-8")
    print("\n".join(rows) + "\n")


def main():
    log = os.environ["VERIFY_LOG"]
    if log:
        write("verify", verification(Path(log).read_text(encoding="utf-8", errors="replace")))
    write("one", one_repository())
    write("many", many_repositories())
    write("size", sizes())


main()
