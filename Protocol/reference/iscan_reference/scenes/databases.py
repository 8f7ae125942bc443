"""What the product's own databases hold, beside what this peer folded from the same commits."""

import sqlite3
from pathlib import Path

from ..replica.scope import Scope
from ..state.rows import rows
from .checks import Checks
from .together import Together, folded


def databases(checks: Checks, scene: Together) -> None:
    """The rows of the state are the same, byte for byte, at hub, node and here."""
    for name, home in (("hub", scene.region.folder / "hub"), ("node", scene.node.home)):
        wanted = rows(folded(scene.group).objects)
        found = stored_rows(home, scene.group)
        checks.that(
            f"the {name}'s {len(wanted)} rows of state are this peer's, byte for byte",
            found == wanted,
            difference(found, wanted),
        )


def stored_rows(home: Path, scope: Scope) -> list[tuple[bytes, bytes]]:
    """The rows of a scope in a database of the product; it is read and not changed."""
    path = next(home.glob("*.sqlite"))
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        query = """
            SELECT stateRow.key, stateRow.value
            FROM stateRow JOIN scope ON scope.key = stateRow.scope
            WHERE scopeID = ? ORDER BY stateRow.key
            """
        return [(bytes(k), bytes(v)) for k, v in database.execute(query, (scope.name,))]


def difference(found: list[tuple[bytes, bytes]], wanted: list[tuple[bytes, bytes]]) -> str:
    """The first row that differs."""
    for here, there in zip(found, wanted, strict=False):
        if here != there:
            return (
                f"found {here[0].hex()} {here[1].hex()}, wanted {there[0].hex()} {there[1].hex()}"
            )
    return f"found {len(found)} rows, wanted {len(wanted)}"
