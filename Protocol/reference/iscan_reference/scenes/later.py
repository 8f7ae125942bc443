"""Commits of a later release: what is not known passes, is kept, and closes its object."""

import json

from ..logs.commit import Commit, CommitBytes
from ..replica import tasks
from ..replica.writer import Writer
from ..wire.message import Message, leb128
from .checks import Checks
from .together import Together

IGNORABLE, CRITICAL = 1_500, 900
LATER_VALUE = 300


def _field(number: int, content: bytes) -> bytes:
    return leb128(number << 3 | 2) + leb128(len(content)) + content


def later(checks: Checks, scene: Together) -> None:
    """Everybody holds the same, and goes on, whatever this peer writes that they do not know."""
    made = scene.peer.write(scene.group, [tasks.create("REF-T-0200")], "officer")
    name = (*made.dot, 0)
    title = bytes(tasks.put(name, tasks.TITLE, "text", "Of a later release"))
    payload = _field(1, title) + _field(1, _field(IGNORABLE, b"whatever"))
    _write(scene, payload)
    scene.exchange()
    shown = scene.node.task("REF-T-0200")
    checks.equal("what may be passed over is", shown["fields"].get("title"), "Of a later release")

    closing = _field(1, bytes(Message("ObjectName", log_index=name[0], counter=name[1])))
    value = _field(LATER_VALUE, b"of a later kind")
    _write(scene, _field(1, _field(2, closing + leb128(2 << 3) + leb128(2) + _field(3, value))))
    _closed(checks, scene, "REF-T-0200", "a value of a later kind")

    made = scene.peer.write(scene.group, [tasks.create("REF-T-0201")], "officer")
    closing = _field(1, bytes(Message("ObjectName", log_index=name[0], counter=made.counter)))
    _write(scene, _field(1, _field(CRITICAL, closing + _field(9, b"whatever"))))
    _closed(checks, scene, "REF-T-0201", "an operation of a later release")
    held = scene.node.synchronise()
    checks.equal("nothing is left to exchange", held["commitsReceived"], 0)


def _closed(checks: Checks, scene: Together, reference: str, what: str) -> None:
    """An object can be read and not changed, here and at the node."""
    scene.exchange()
    words = ["task", "update", reference, "--owner", "nobody", "--as", "officer", "--json"]
    answer = scene.node.attempt(*words)
    code = json.loads(answer.errors)["code"] if answer.status else "done"
    found = (scene.task(reference).needs_newer, code)
    checks.equal(f"{what} closes its object", found, (True, "task-needs-newer-release"))


def _write(scene: Together, payload: bytes) -> Commit:
    """A header whose fields come in another order, with one more of a later release."""
    writer, control = scene.group.writer, scene.group.control
    assert isinstance(writer, Writer) and writer.log is not None
    before = writer.log.author
    seen = {i: n for i, n, _ in scene.group.frontier() if i != writer.log.index}
    delta = [
        Message("ContextEntry", log_index=i, advance=n - before.context.get(i, 0))
        for i, n in sorted(seen.items())
        if n > before.context.get(i, 0)
    ]
    parts = [_field(77, b"later"), bytes(Message("CommitHeader", actor="officer", schema=2))]
    parts += [bytes(Message("CommitHeader", payload_length=len(payload)))]
    parts += [bytes(Message("CommitHeader", context_delta=delta))]
    if control.sequence > before.control:
        advance = control.sequence - before.control
        parts += [bytes(Message("CommitHeader", control_hash=control.hash))]
        parts += [bytes(Message("CommitHeader", control_sequence_delta=advance))]
    parts += [bytes(Message("CommitHeader", hybrid_time_delta=1))]
    commit = writer.append(CommitBytes(b"".join(parts), b"", payload))
    writer.seal()
    return commit
