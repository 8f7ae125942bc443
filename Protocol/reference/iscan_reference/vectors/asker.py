"""Asks an implementation every case of Protocol/vectors and compares the answers."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from . import folds
from .cases import FILES, Case

VECTORS = Path(__file__).resolve().parents[3] / "vectors"


def all_cases(folder: Path) -> list[Case]:
    """Every case of a folder. A file that nobody can take apart is an error."""
    unknown = {path.name for path in folder.glob("*.json")} - set(FILES)
    if unknown:
        raise SystemExit(f"error: no cases are known for {', '.join(sorted(unknown))}")
    return [
        case
        for name, take in FILES.items()
        for case in take(json.loads((folder / name).read_text()))
    ]


def ask(command: Sequence[str], folder: Path) -> int:
    """Prints each answer that differs, then `N passed, N failed`; the number of failures."""
    cases = all_cases(folder)
    questions = "".join(json.dumps(case.question) + "\n" for case in cases)
    done = subprocess.run(command, input=questions, capture_output=True, text=True, timeout=300)
    answers = done.stdout.splitlines()
    if len(answers) != len(cases):
        raise SystemExit(f"error: {len(answers)} answers to {len(cases)} cases: {done.stderr}")
    failed = 0
    for case, line in zip(cases, answers, strict=True):
        found = json.loads(line)
        if found != case.answer:
            failed += 1
            print(f"failed  {case.name}: found {found}, wanted {case.answer}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return failed


def write() -> None:
    """Writes the vectors that this peer makes: another run gives the same bytes."""
    text = json.dumps(folds.made(), indent=1, ensure_ascii=False)
    (VECTORS / "folds.json").write_text(text + "\n")
