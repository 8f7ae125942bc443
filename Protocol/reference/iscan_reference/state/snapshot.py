"""Snapshots: what a scope had come to at a frontier, checked part by part."""

from collections.abc import Sequence

from ..logs.commit import Author, sealed_bytes
from ..logs.control import Control
from ..logs.run import LogStart
from ..wire.hashing import sha256, tag
from ..wire.keys import verifies
from ..wire.message import Message, record
from ..wire.reader import Reader
from ..wire.refused import require
from .merkle import tree_head
from .rows import Row, row_bytes

PART_BYTES_MAX = 256 * 1024
INVALID = "snapshot-invalid"


def manifest_hash(manifest: bytes) -> bytes:
    return sha256(tag("snapshot"), manifest)


def rows_of(parts: Sequence[bytes]) -> list[Row]:
    """Takes the rows apart; they ascend by key."""
    reader, found = Reader(b"".join(parts)), list[Row]()
    while not reader.at_end:
        key = reader.take(reader.number())
        found.append((key, reader.take(reader.number())))
        require(len(found) == 1 or found[-2][0] < key, INVALID, "rows do not ascend")
    return found


def check_snapshot(manifest: bytes, parts: Sequence[bytes], control: Control) -> list[Row]:
    """Checks a snapshot against the scope's control log; the rows."""
    fields = record(manifest, "SnapshotManifest")
    require(fields["version"] == 1 and fields["scope_id"] == control.scope, INVALID)
    sequence = fields["control_sequence"]
    known = sequence <= control.sequence
    require(known and control.hashes[sequence] == fields["control_hash"], INVALID, "control")
    starts(fields, control)
    require(len(fields["part"]) == len(parts), INVALID, "another number of parts")
    for wanted, part in zip(fields["part"], parts, strict=True):
        fits = len(part) == wanted["length"] <= PART_BYTES_MAX
        require(fits and sha256(part) == wanted["digest"], INVALID, "a part")
    found = rows_of(parts)
    require(len(found) == fields["row_count"], INVALID, "another number of rows")
    head = tree_head([row_bytes(row) for row in found])
    require(head == fields["state_hash"], INVALID, "the state hash")
    return found


def starts(manifest: Message, control: Control) -> list[LogStart]:
    """Where each log goes on after the snapshot; nobody can make up a log that was not written."""
    found: list[LogStart] = []
    for each in manifest["log"]:
        index, counter, head = each["log_index"], each["counter"], each["head_hash"]
        require(not found or found[-1].log_index < index, INVALID, "logs do not ascend")
        log, seal = control.logs.get(index), each["seal"]
        require(log is not None and counter >= 1 and seal is not None, INVALID, f"log {index}")
        assert log is not None
        signed = sealed_bytes(log.log, counter, head)
        end = control.cuts.get(index)
        ended = end is not None and (end.counter, end.hash) == (counter, head)
        sealed = ended if not seal["signature"] else verifies(log.key, seal["signature"], signed)
        sealed = sealed and seal["counter"] == counter
        require(sealed, INVALID, f"the seal of log {index}")
        author = Author(
            each["hybrid_time"],
            each["control_sequence"],
            each["control_hash"],
            {entry["log_index"]: entry["advance"] for entry in each["context"]},
            each["schema"],
            each["actor"],
        )
        found.append(LogStart(log.log, index, log.key, counter, head, author))
    return found
