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
from typing import NamedTuple

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


class Run(NamedTuple):
    seconds: float
    processor: float
    memory: int


def run(command, cwd=WORK):
    """Seconds, processor seconds and peak memory in KiB of one run; a run that fails ends the benchmark."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"benchmarks: {command[0]} ... {command[-1]} ended with {process.returncode}:\n{output.decode()[-2000:]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


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
        name: Run(
            statistics.median(run.seconds for run in runs),
            statistics.median(run.processor for run in runs),
            max(run.memory for run in runs),
        )
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
        "`slipway generate`, 22 files": generate(LAUNCHER),
        "the same, without the launcher ": generate(CACHED),
        "the same, without the AOT cache ": generate(UNCACHED),
        "`slipway generate`, nothing to do": up_to_date(LAUNCHER),
    }
    results = interleaved(cases)
    unit = results["`cp -r` of the written files"].seconds
    rows = ["| run | time | processor | times `cp -r` | peak memory |", "|---|---:|---:|---:|---:|"]
    for name, median in results.items():
        rows.append(
            f"| {name.strip()} | {median.seconds * 1000:.0f} ms | {median.processor * 1000:.0f} ms "
            f"| {median.seconds / unit:.0f} | {median.memory / 1024:.0f} MiB |"
        )
    gains = [
        results["the same, without the AOT cache" + end].processor / results["the same, without the launcher" + end].processor
        for end in ("", " ")
    ]
    return [*rows, "", f"Without the AOT cache `--version` takes {gains[0]:.1f} times and `generate` {gains[1]:.1f} times the processor time."]


def many_repositories():
    """All of them in one process, and copied in one process."""
    names = [f"fleet/service-{number:04d}" for number in range(COPIES)]
    for name in names:
        repository(name)
    generated = [*LAUNCHER, "generate", *names]
    cases = {
        "`slipway generate`, all files": run(generated),
        "`slipway generate`, nothing to do": run(generated),
        "`slipway check`": run([*LAUNCHER, "check", *names]),
        "`cp -r` of all": run(["cp", "-r", str(WORK / "fleet"), str(WORK / "copied")]),
    }
    unit = cases["`cp -r` of all"].seconds
    files = sum(1 for path in (WORK / "fleet").rglob("*") if path.is_file())
    if files != COPIES * 23:
        sys.exit(f"benchmarks: {COPIES} repositories should hold {COPIES * 23} files, not {files}")
    length = sum(len(name) + 1 for name in names)
    shutil.rmtree(WORK / "fleet")
    rows = ["| run | time | each | processor, each | times `cp -r` | peak memory |", "|---|---:|---:|---:|---:|---:|"]
    for name, measured in cases.items():
        rows.append(
            f"| {name} | {measured.seconds:.1f} s | {measured.seconds / COPIES * 1000:.1f} ms "
            f"| {measured.processor / COPIES * 1000:.1f} ms | {measured.seconds / unit:.1f} | {measured.memory / 1024:.0f} MiB |"
        )
    return [*rows, "", f"{COPIES} directories in one command line of {length:,} characters."]


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


def rehearsal(log):
    """The push that went furthest: the one that a change takes from `develop` to the first environment."""
    pushes = re.findall(r"^rehearsed: push on \S+, \S+: (\d+) jobs, (\d+) s$", log, re.MULTILINE)
    if not pushes:
        sys.exit("benchmarks: the log has no rehearsal of a push")
    jobs, seconds = max((int(jobs), int(seconds)) for jobs, seconds in pushes)
    return ["| a push, rehearsed until it is deployed | |", "|---|---:|", f"| jobs | {jobs} |", f"| seconds | {seconds} |"]


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
        text = Path(log).read_text(encoding="utf-8", errors="replace")
        write("verify", verification(text))
        write("rehearsal", rehearsal(text))
    write("one", one_repository())
    write("many", many_repositories())
    write("size", sizes())


main()
