"""What a hub has to refuse, and under which code: this peer misbehaves in one way at a time."""

import os
from collections.abc import Callable
from dataclasses import replace

from ..replica import tasks
from ..replica.peer import Peer
from ..session.initiator import Session
from ..session.transport import Stream
from ..wire.message import Message
from ..wire.refused import Refused
from .checks import Checks
from .region import synchronise
from .together import Together

# Close codes of Session.md.
SCOPE_NOT_ENTITLED, PROTOCOL_VIOLATION = 3, 9


class Misbehaving(Session):
    """A session that does one thing wrong."""

    def __init__(self, peer: Peer, line: Stream, wrong: Callable[["Misbehaving"], None]) -> None:
        super().__init__(peer, line)
        self.wrong = wrong

    def offer(self) -> None:
        self.wrong(self)
        super().offer()


def ended(peer: Peer, wrong: Callable[[Misbehaving], None]) -> str:
    """How a session ends in which something is done wrong after authentication."""
    try:
        with Stream(peer.invitation, peer.member, peer.keys) as line:
            Misbehaving(peer, line, wrong).run()
    except Refused as refused:
        return refused.code
    return "finished"


def refusals(checks: Checks, scene: Together) -> None:
    """Plays each with a copy of the peer, which is thrown away."""
    _out_of_place(checks, scene)
    _bad_logs(checks, scene)
    summary = synchronise(scene.peer)
    checks.equal("nothing that was refused left a trace", summary.round_trips, 1)


def _out_of_place(checks: Checks, scene: Together) -> None:
    def other_scope(session: Misbehaving) -> None:
        offer = Message("ScopeOffer", scope_number=1, scope_id=os.urandom(32))
        session.send("scope_offer", offer)

    def want_at_once(session: Misbehaving) -> None:
        want = Message("Want", scope_id=scene.group.name, log_index=1, first=1)
        session.send("want", want)

    def unreadable(session: Misbehaving) -> None:
        session.line.send(b"\x0a\xff")

    for name, wrong, code in (
        ("a scope that is not ours", other_scope, SCOPE_NOT_ENTITLED),
        ("a frame out of place", want_at_once, PROTOCOL_VIOLATION),
        ("bytes that are no frame", unreadable, PROTOCOL_VIOLATION),
    ):
        checks.equal(name, ended(written(scene.peer, scene), wrong), f"close-{code}")


def _bad_logs(checks: Checks, scene: Together) -> None:
    peer = written(scene.peer, scene)
    own = peer.scopes[scene.group.name].logs[scene.own]
    own.seals[own.counter] = bytes(64)
    checks.equal("a seal that does not verify", verdict(peer), "bad-seal")

    peer = written(scene.peer, scene, also_seen=7)
    checks.equal("a past that nobody has", verdict(peer), "context-not-supplied")

    peer = written(scene.peer, scene)
    own = peer.scopes[scene.group.name].logs[scene.own]
    own.commits[-1] = replace(
        own.commits[-1], raw=replace(own.commits[-1].raw, payload=own.commits[-2].raw.payload)
    )
    checks.equal("a payload that is not the sealed one", verdict(peer), "bad-seal")


def written(peer: Peer, scene: Together, also_seen: int = 0) -> Peer:
    """A copy of the peer in which one commit more is written."""
    copied = peer.copied()
    group = copied.scopes[scene.group.name]
    other = next(index for index in group.logs if index != scene.own)
    group.logs[other].commits += group.logs[other].commits[-1:] * also_seen
    copied.write(group, [tasks.create("REF-T-0100")], "officer")
    if also_seen:
        del group.logs[other].commits[-also_seen:]
    return copied


def verdict(peer: Peer) -> str | None:
    """The reason that the hub gives for leaving a log out."""
    summary = synchronise(peer)
    return next((each["reason"] for each in summary.verdicts), None)
