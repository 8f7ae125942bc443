"""Writes what was measured as a table for a terminal, and as a page of `Protocol`."""

import datetime
import os
import platform
import subprocess

from lines import LINES, SHORTFALLS, reason


def command(*arguments):
    try:
        return subprocess.run(arguments, check=True, text=True, capture_output=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def circumstances(chosen, every):
    """Where, when and of what the figures are."""
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if "model name" in line), "")
    with open("/proc/meminfo") as file:
        memory = int(file.readline().split()[1]) * 1024 / 1e9
    changed = command("git", "-C", root, "status", "--porcelain", "--untracked-files=no")
    commit = command("git", "-C", root, "rev-parse", "--short", "HEAD")
    return {
        "when": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit + (" with changes" if changed else ""),
        "machine": f"{os.cpu_count()} cores ({model}), {memory:.0f} GB, {command('uname', '-sr')}",
        "load": "%.1f %.1f %.1f" % os.getloadavg(),
        "swift": command("swift", "--version").splitlines()[0] if command("swift", "--version") else "",
        "python": platform.python_version(),
        "versions": {system.name: system.version for system in every if hasattr(system, "version")},
        "rounds": chosen.rounds, "changes": chosen.changes, "nodes": chosen.nodes,
    }


def table(results, names, judged):
    """Rows of text: the line, its target, ours with a mark, then the peers."""
    rows = []
    for line in LINES:
        cells = []
        for name in names:
            rounds = results[line.measure].get(name)
            spread = line.spread(rounds) if rounds else None
            if spread is None:
                cells.append("–")
                continue
            text = spread.written(line.digits)
            if judged and name == "ISCAN" and line.is_met(spread) is not None:
                text += " ✓" if line.is_met(spread) else " ✗"
            cells.append(text)
        rows.append([line.title, line.target_text(), *cells])
    return {"head": ["", "target", *names], "rows": rows}


def plain(table):
    every = [table["head"], *table["rows"]]
    widths = [max(len(row[place]) for row in every) for place in range(len(table["head"]))]
    lines = []
    for row in every:
        first, *rest = row
        lines.append("  ".join([first.ljust(widths[0])]
                               + [cell.rjust(width) for cell, width in zip(rest, widths[1:])]).rstrip())
    return "\n".join(lines)


def page(table, about, failures):
    """The Markdown page."""
    head = " | ".join(table["head"])
    rule = " | ".join(["---"] + ["---:"] * (len(table["head"]) - 1))
    rows = "\n".join("| " + " | ".join(row) + " |" for row in table["rows"])
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items() if version)
    reasons = "\n".join(
        f"- {line.title.strip()}: {name}: {why}" for line, name, why in unmeasured(table) if why)
    earlier = f"; {about['earlier']}" if "earlier" in about else ""
    failed = "".join(f"\n- Failed: {failure.splitlines()[-1]}" for failure in failures)
    return f"""# Measured beside others

Written by `Scripts/benchmark sync --write Protocol/benchmarks.md`; nothing here is typed by hand.

| {head} |
| {rule} |
{rows}

{'One round.' if about['rounds'] == 1 else f"Medians of {about['rounds']} rounds (least–greatest)."} ✓ the target is met, ✗ it is not. The long history
is {about['changes']:,} changes by twelve writers; {about['nodes']:,} nodes reconnect.

Measured {about['when']} at commit {about['commit']} on {about['machine']}; load {about['load']};
{about['swift']}; Python {about['python']}; {versions}{earlier}.

{missed(table)}## What is compared

The same changes for all, made by `Tests/Benchmarks/workload.py` and `Sources/iscan-benchmark/Workload.swift`.
The libraries are called by their Python packages; what they receive is kept in SQLite with
`synchronous = FULL`, a transaction for each turn of 64 changes, since they bring no storage. PostgreSQL
streams one transaction for each change between two clusters, and its subscriber holds rows without
history. None of them signs, authorises, or shows a conflict to a person by its author; ours does all
three in the figures above. Yrs forgets what was overwritten; Loro is told to keep changes apart.

A dash is a figure that was not measured or has no meaning:

{reasons}{failed}
"""


def missed(table):
    """What a profile says of the targets that are not met."""
    words = [
        f"- {line.title.strip()}: {SHORTFALLS.get(line.measure, 'not explained yet')}"
        for line, row in zip(LINES, table["rows"]) if any("✗" in cell for cell in row)]
    return "## Targets that are not met, and why\n\n" + "\n".join(words) + "\n\n" if words else ""


def unmeasured(table):
    names = table["head"][2:]
    for line, row in zip(LINES, table["rows"]):
        for name, cell in zip(names, row[2:]):
            if cell == "–" and name != "ISCAN":
                yield line, name, reason(line.measure, name)
