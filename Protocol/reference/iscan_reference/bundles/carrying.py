"""What a peer puts into a bundle, and how it takes one in (Bundles.md)."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..logs.digests import receipt_bytes
from ..logs.genesis import Signed
from ..replica.peer import Peer
from ..replica.scope import Scope
from ..session.runs import run_of, taken_apart
from ..wire.keys import verifies
from ..wire.message import Message, read
from ..wire.refused import require
from .file import read_bundle, write_bundle

CHANGES, REQUEST, RECEIPT = 1, 2, 3
CONTROL_RECORDS_MAX = 256


@dataclass
class Taken:
    """What came of taking a bundle in."""

    manifest: Message
    commits: int = 0
    records: int = 0
    receipts: list[bytes] = field(default_factory=list)  # The scopes that the hub vouched for.
    missing: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def export(
    peer: Peer,
    recipients: dict[bytes, bytes],
    purpose: int = CHANGES,
    bases: dict[bytes, tuple[int, dict[int, int]]] | None = None,
) -> bytes:
    """Makes a bundle.

    - recipients: bundle keys by node name.
    - bases: by scope, what the recipients have: the control sequence, and counters by log.
    """
    scopes = [peer.scopes[name] for name in sorted(peer.scopes)]
    known = {scope.name: (bases or {}).get(scope.name, (0, {})) for scope in scopes}
    manifest = Message(
        "BundleManifest",
        version=1,
        purpose=purpose,
        creator=peer.keys.node,
        creator_identity_key=peer.keys.identity.public,
        creator_bundle_key=peer.keys.bundle.public_key().public_bytes_raw(),
        created_at=int(time.time() * 1000),
        recipient=list(recipients),
        scope=[
            _described(scope, number, purpose, *known[scope.name])
            for number, scope in enumerate(scopes, 1)
        ],
        software="iscan-reference",
    )
    frames = [
        bytes(frame)
        for number, scope in enumerate(scopes, 1)
        for frame in _frames(scope, number, purpose, *known[scope.name])
    ]
    return write_bundle(manifest, frames, list(recipients.values()), peer.keys.identity)


def _described(
    scope: Scope, number: int, purpose: int, control: int, held: dict[int, int]
) -> Message:
    told = Message("BundleScope", scope_id=scope.name, scope_number=number, control_base=control)
    if purpose != CHANGES:
        told["control_base"] = scope.control.sequence
        return told
    if control < scope.control.sequence:
        told["control_first"], told["control_last"] = control + 1, scope.control.sequence
    told["base"] = [
        Message("LogPosition", log_index=index, counter=counter)
        for index, counter in sorted(held.items())
        if 0 < counter <= scope.counted(index)
    ]
    told["end"] = scope.positions()
    return told


def _frames(
    scope: Scope, number: int, purpose: int, control: int, held: dict[int, int]
) -> Iterator[Message]:
    if purpose == CHANGES:
        yield from _control_runs(scope, control + 1)
    if purpose != RECEIPT and scope.writer is not None and not scope.writer.is_admitted:
        genesis = scope.writer.signed.message()
        yield Message("Frame", admission=Message("Admission", log_genesis=genesis))
    for index, counter, _ in scope.frontier() if purpose == CHANGES else ():
        first = held.get(index, 0) + 1
        while first <= counter:
            run = run_of(number, scope.logs[index], first, counter)
            first += run["packed_count"] or len(run["commit"])
            yield Message("Frame", log_run=run)
    state = Message(
        "ScopeState",
        scope_id=scope.name,
        control_sequence=scope.control.sequence,
        position=scope.positions(),
    )
    yield Message("Frame", scope_state=state)


def _control_runs(scope: Scope, first: int) -> Iterator[Message]:
    records = scope.control.records
    for start in range(first - 1, len(records), CONTROL_RECORDS_MAX):
        part = records[start : start + CONTROL_RECORDS_MAX]
        run = Message(
            "ControlRun",
            scope_id=scope.name,
            first=start + 1,
            record=[each.message() for each in part],
        )
        if start == 0:
            run["scope_genesis"] = scope.control.genesis_signed.message()
        yield Message("Frame", control_run=run)


def take_in(peer: Peer, data: bytes) -> Taken:
    """Takes a bundle in; what is here already changes nothing."""
    bundle = read_bundle(data, peer.keys.bundle)
    manifest = bundle.manifest
    require(manifest["version"] == 1, "bundle-unreadable")
    require(peer.keys.node in manifest["recipient"], "bundle-for-others")
    taken = Taken(manifest)
    for frame in bundle.frames:
        content = read(frame, "Frame")
        kind = content.chosen("content")
        if kind == "control_run":
            _take_control(peer, content[kind], taken)
        elif kind == "log_run":
            _take_run(peer, content[kind], taken)
        elif kind == "receipt":
            _take_receipt(peer, content[kind], taken)
    for scope in peer.scopes.values():
        short = scope.drop_unready()
        taken.missing += [f"what log {index} builds on after {n}" for index, n in short.items()]
    return taken


def _take_control(peer: Peer, run: Message, taken: Taken) -> None:
    scope = peer.scopes.get(run["scope_id"])
    if scope is None:
        is_hub = taken.manifest["creator"] == peer.hub
        if not is_hub or run["scope_genesis"] is None:
            taken.left_out.append(run["scope_id"].hex())
            return
        scope = peer.begin_scope(Signed.of(run["scope_genesis"]))
    following = scope.control.sequence + 1
    if run["first"] > following:
        taken.missing.append(f"control records from {following}")
        return
    new = run["record"][following - run["first"] :]
    scope.apply(Signed.of(each) for each in new)
    taken.records += len(new)


def _take_run(peer: Peer, run: Message, taken: Taken) -> None:
    name = taken.manifest["scope"][run["scope_number"] - 1]["scope_id"]
    scope, index = peer.scopes.get(name), run["log_index"]
    log = scope.logs.get(index) if scope is not None else None
    if scope is None or log is None:
        taken.missing.append(f"the admission of log {index}")
        return
    commits, seals = taken_apart(run)
    following = log.counter + 1
    if run["first"] > following:
        taken.missing.append(f"commits of log {index} from {following}")
        return
    rest = commits[following - run["first"] :]
    failure = log.take(rest, seals, scope.withdrawn, scope.end(index))
    taken.commits += log.counter + 1 - following
    if failure is not None and run["first"] + len(commits) > following:
        taken.left_out.append(f"log {index}: {failure}")


def _take_receipt(peer: Peer, receipt: Message, taken: Taken) -> None:
    if taken.manifest["creator"] != peer.hub:
        return
    held = [(p["log_index"], p["counter"], p["head_hash_prefix"]) for p in receipt["frontier"]]
    message = receipt_bytes(receipt["scope_id"], held, receipt["received_at"])
    key = peer.member.hub_identity_key
    require(verifies(key, receipt["signature"], message), "signature-invalid", "a receipt")
    taken.receipts.append(receipt["scope_id"])


def keys_of(scope: Scope, nodes: Sequence[bytes]) -> dict[bytes, bytes]:
    """The bundle keys of members, as the control log lists them."""
    return {node: scope.control.bundle_keys[node] for node in nodes}
