"""The reference peer's commands.

python3 -m iscan_reference harness              answers cases on standard input
python3 -m iscan_reference vectors [COMMAND…]   asks a harness (this one) every vector
    python3 -m iscan_reference write-vectors        writes the vectors that this peer makes
    python3 -m iscan_reference scenes PROGRAM       a day with a real hub and a real node
python3 -m iscan_reference scenes PROGRAM       a day with a real hub and a real node
"""

import sys
from pathlib import Path


def main(words: list[str]) -> int:
    match words:
        case ["harness"]:
            from .vectors.harness import serve

            serve(sys.stdin, sys.stdout)
            return 0
        case ["vectors", *command]:
            from .vectors.asker import VECTORS, ask

            folder = VECTORS
            if command[:1] == ["--folder"]:
                folder, command = Path(command[1]), command[2:]
            own = [sys.executable, "-m", "iscan_reference", "harness"]
            return 1 if ask(command or own, folder) else 0
        case ["write-vectors"]:
            from .vectors.asker import write

            write()
            return 0
        case ["scenes", program]:
            from .scenes.run import run

            return run(Path(program))
    print(__doc__, file=sys.stderr)
    return 64


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
