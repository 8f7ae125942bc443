"""`Scripts/benchmark sync`: the sync protocol beside Loro, Yrs, Automerge and PostgreSQL."""

import argparse
import json
import os
import subprocess
import sys
import tempfile

import report
from lines import LINES
from others import Library, PostgreSQL
from ours import Ours

NAMES = ["ISCAN", "Loro", "Yrs", "Automerge", "PostgreSQL"]
# What is prepared only for certain measures.
NEEDED = {
    "prepare_region": {"bootstrap", "snapshot"}, "prepare_snapshot": {"snapshot"},
    "prepare_crowd": {"reconnect", "idle"}}
MEASURES = list(dict.fromkeys(line.measure for line in LINES))


def arguments():
    parser = argparse.ArgumentParser(
        prog="Scripts/benchmark sync", description=__doc__,
        epilog="Figures are medians of the rounds, with the least and the greatest. Processor seconds "
        "are user and system of the process that does the work.")
    parser.add_argument("--quick", action="store_true",
                        help="a smoke run: one round, 10,000 changes, 100 nodes; targets not judged")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of every measure (3)")
    parser.add_argument("--changes", type=int, default=1_000_000, help="the long history (1,000,000)")
    parser.add_argument("--nodes", type=int, default=10_000, help="nodes that reconnect (10,000)")
    parser.add_argument("--only", help=f"measures, with commas: {','.join(MEASURES)}")
    parser.add_argument("--systems", help="systems, with commas: iscan,loro,yrs,automerge,postgresql")
    parser.add_argument("--programs", required=True, help="where iscan and iscan-benchmark are")
    parser.add_argument("--work", help="a folder for histories; they are used again")
    parser.add_argument("--with", metavar="FILE", dest="earlier",
                        help="take the other systems' figures from what --json wrote before")
    parser.add_argument("--json", metavar="FILE", help="write every round's figures to a file")
    parser.add_argument("--write", metavar="FILE", help="write the table to a Markdown page")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.rounds, chosen.changes, chosen.nodes = 1, 10_000, 100
    chosen.changes = -(-chosen.changes // 64) * 64
    return chosen


def systems(chosen, folder):
    more = 6_400 if chosen.quick else 25_600
    every = [
        Ours(chosen.programs, f"{folder}/iscan", chosen.changes, more, chosen.nodes,
             100 if chosen.quick else 1_000),
        *(Library(name, name.lower(), folder, chosen.changes, more, chosen.nodes)
          for name in ("Loro", "Yrs", "Automerge")),
        PostgreSQL(folder, chosen.changes, more),
    ]
    if not chosen.systems:
        return every
    wanted = chosen.systems.lower().split(",")
    return [system for system in every if system.name.lower() in wanted]


def tell(text):
    print(text, file=sys.stderr, flush=True)


def measure(chosen, every):
    """results[measure][system] = [a round's figures, …]; what fails is told and left out."""
    wanted = chosen.only.split(",") if chosen.only else MEASURES
    results = {name: {} for name in MEASURES}
    failures = []

    def attempt(what, step):
        tell(what)
        try:
            return step()
        except (subprocess.CalledProcessError, OSError, AssertionError, TimeoutError, KeyError) as error:
            failures.append(f"{what}: {getattr(error, 'stderr', None) or error}")
            tell(f"  failed: {failures[-1]}")

    for system in every:
        for step in ("prepare", *NEEDED):
            needed = NEEDED.get(step)
            if hasattr(system, step) and (needed is None or needed & set(wanted)):
                attempt(f"{system.name}: {step.replace('_', ' ')}", getattr(system, step))
    for number in range(1, chosen.rounds + 1):
        for system in every:
            if hasattr(system, "measure"):
                attempt(f"{system.name}: round {number}", system.measure)
            for name in wanted:
                if hasattr(system, name):
                    found = attempt(f"{system.name}: {name}, round {number}", getattr(system, name))
                    if found:
                        results[name].setdefault(system.name, []).append(found)
    return results, failures


def include(file, results, circumstances, failures):
    """Adds an earlier run's figures of the systems that this run leaves out."""
    with open(file) as content:
        earlier = json.load(content)
    measured = {name for measure in results for name in results[measure]}
    for measure, systems_of in earlier["results"].items():
        for name, rounds in systems_of.items():
            if name not in measured:
                results[measure][name] = rounds
    circumstances["earlier"] = (
        f"the other systems were measured on the same machine {earlier['circumstances']['when']}, "
        f"{earlier['circumstances']['rounds']} rounds, load {earlier['circumstances']['load']}")
    for name, version in earlier["circumstances"]["versions"].items():
        circumstances["versions"].setdefault(name, version)
    failures += earlier["failures"]


def main():
    chosen = arguments()
    with tempfile.TemporaryDirectory(prefix="iscan-benchmark-") as temporary:
        folder = chosen.work or temporary
        # The user postgres must reach its clusters in it.
        os.makedirs(folder, exist_ok=True)
        os.chmod(folder, 0o755)
        every = systems(chosen, folder)
        results, failures = measure(chosen, every)
    circumstances = report.circumstances(chosen, every)
    if chosen.earlier:
        include(chosen.earlier, results, circumstances, failures)
    if chosen.json:
        with open(chosen.json, "w") as file:
            json.dump({"circumstances": circumstances, "results": results, "failures": failures},
                      file, indent=1)
    names = [name for name in NAMES if any(name in results[measure] for measure in results)]
    table = report.table(results, names, judged=not chosen.quick)
    print(report.plain(table))
    if chosen.write:
        with open(chosen.write, "w") as file:
            file.write(report.page(table, circumstances, failures))
    sys.exit(2 if failures else 0)


main()
