"""The initiator's side of a session (Session.md)."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..logs.digests import Held, receipt_bytes, session_bytes
from ..logs.genesis import Signed, node_name
from ..replica.peer import Peer
from ..replica.scope import Scope
from ..wire.keys import verifies
from ..wire.message import Message, read
from ..wire.refused import Refused, require
from .exchange import Exchange

VERSION = 1
LIVE = 1
CREDIT_START, CREDIT_MAX = 1024 * 1024, 16 * 1024 * 1024
INITIATOR, RESPONDER = 1, 2


class Line(Protocol):
    """Frames both ways, in order and without loss."""

    own_key_hash: bytes
    hub_key_hash: bytes

    def send(self, frame: bytes) -> None: ...

    def receive(self) -> bytes | None: ...

    def finish(self) -> None: ...


@dataclass
class Receipt:
    """The hub's word, verified."""

    frontier: list[tuple[int, int, bytes]]
    received_at: int


@dataclass
class Summary:
    """What came of a session."""

    round_trips: int = 1
    sent: int = 0
    received: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    receipts: dict[bytes, Receipt] = field(default_factory=dict)
    verdicts: list[Message] = field(default_factory=list)
    forks: list[Message] = field(default_factory=list)
    close: Message | None = None


class Session:
    """One session. `run` returns when it has ended in good order."""

    def __init__(self, peer: Peer, line: Line, stays: bool = False) -> None:
        self.peer, self.line, self.stays = peer, line, stays
        self.summary = Summary()
        self.exchanges: dict[int, Exchange] = {}
        self.credit_left = self.credit_given = CREDIT_START
        self.unsent: bytes | None = None
        self.peer_features = 0
        self.is_live = False

    # Frames

    def send(self, kind: str, content: Message) -> bytes:
        frame = bytes(Message("Frame", **{kind: content}))
        self.summary.bytes_sent += len(frame)
        self.line.send(frame)
        return frame

    def receive(self) -> tuple[bytes, str, Any]:
        while True:
            frame = self.line.receive()
            if frame is None:
                raise Refused("connection-cut", "the hub ended without Close")
            self.summary.bytes_received += len(frame)
            content = read(frame, "Frame")
            kind = content.chosen("content")
            if kind == "close":
                raise Refused(f"close-{content[kind]['code']}", content[kind]["reason"])
            if kind == "log_run":
                self.credit_given -= len(frame)
                require(self.credit_given >= 0, "limit-exceeded", "more than there was credit for")
            if kind == "credit":
                self.credit_left += content[kind]["bytes"]
                require(self.credit_left <= CREDIT_MAX, "limit-exceeded", "more credit than is")
                self.send_runs()
            elif kind != "ping":
                return frame, kind or "", content[kind] if kind else None

    def send_runs(self) -> None:
        """Sends what is wanted as far as the credit goes, one run of each scope in turn."""
        queue = list(self.exchanges.values())
        while self.unsent or queue:
            frame = self.unsent or self._next_frame(queue)
            self.unsent = None
            if frame is None:
                continue
            if len(frame) > self.credit_left:
                self.unsent = frame
                return
            self.credit_left -= len(frame)
            self.summary.bytes_sent += len(frame)
            self.line.send(frame)

    def _next_frame(self, queue: list[Exchange]) -> bytes | None:
        exchange = queue.pop(0)
        run = exchange.sending.next_run()
        if run is None:
            return None
        queue.append(exchange)
        self.summary.sent += run["packed_count"] or len(run["commit"])
        return bytes(Message("Frame", log_run=run))

    def give_credit(self) -> None:
        """Gives back what is durable: here all that was taken, since nothing is on a disk."""
        used = CREDIT_START - self.credit_given
        if used >= CREDIT_START // 4:
            self.credit_given += used
            self.send("credit", Message("Credit", bytes=used))

    def expect(self, wanted: str) -> tuple[bytes, Any]:
        frame, kind, content = self.receive()
        require(kind == wanted, "protocol-violation", f"{kind} in place of {wanted}")
        return frame, content

    # The states

    def run(self) -> Summary:
        digests_equal = self.greet()
        if digests_equal and not self.has_more_to_settle():
            return self.close()
        self.level()
        return self.close()

    def level(self) -> None:
        """Brings every scope level."""
        self.offer()
        for exchange in list(self.exchanges.values()):
            exchange.begin()
        while not all(exchange.is_done for exchange in self.exchanges.values()):
            self.take()

    def stay(self) -> None:
        """Brings every scope level and goes live; the hub must be able to."""
        self.greet()
        self.level()
        require(self.peer_features & LIVE, "protocol-violation", "the hub does not stay")
        self.send("live", Message("Live"))
        self.expect("live")
        self.is_live = True

    def push(self) -> None:
        """Live: sends what was written since."""
        for exchange in self.exchanges.values():
            exchange.sending.news()
        self.send_runs()

    def until(self, holds: Callable[[], object]) -> None:
        """Live: takes frames until something holds."""
        while not holds():
            self.take()

    def close(self) -> Summary:
        self.send("close", Message("Close"))
        self.line.finish()
        while self.line.receive() is not None:
            pass  # What was on its way.
        return self.summary

    def greet(self) -> bool:
        """Hello and authentication, both ways; whether both hold the same."""
        hello = Message(
            "Hello",
            version_min=VERSION,
            version_max=VERSION,
            node_id=self.peer.keys.node,
            nonce=os.urandom(32),
            features=LIVE if self.stays else 0,
            combined_digest=self.peer.combined_digest(),
            database_id=bytes(16),
            wall_clock=int(time.time() * 1000),
            software="iscan-reference",
        )
        own = self.send("hello", hello)
        theirs, answer = self.expect("hello")
        require(answer["version_min"] <= VERSION <= answer["version_max"], "version-unsupported")
        require(answer["node_id"] == self.peer.hub, "authentication-failed", "another node")
        require(len(answer["nonce"]) == 32, "protocol-violation")
        keys = (self.line.own_key_hash, self.line.hub_key_hash)
        _, shown = self.expect("authentication")
        identity = shown["identity_key"]
        require(node_name(identity) == answer["node_id"], "authentication-failed")
        message = session_bytes(RESPONDER, own, theirs, *keys)
        require(verifies(identity, shown["signature"], message), "authentication-failed")
        signature = self.peer.keys.identity.sign(session_bytes(INITIATOR, own, theirs, *keys))
        shown_here = Message(
            "Authentication", identity_key=self.peer.keys.identity.public, signature=signature
        )
        self.send("authentication", shown_here)
        self.peer_features = answer["features"]
        return bool(answer["combined_digest"] == hello["combined_digest"])

    def has_more_to_settle(self) -> bool:
        scopes = self.peer.scopes.values()
        return any(s.writer is not None and not s.writer.is_admitted for s in scopes)

    def offer(self) -> None:
        self.summary.round_trips += 1
        for number, scope in enumerate(self.in_order(), 1):
            self.exchanges[number] = Exchange(self, number, scope.name, scope)
            self.exchanges[number].offer()
        self.send("offers_end", Message("OffersEnd"))
        for offer in self._offers():
            number = offer["scope_number"]
            known = self.exchanges.get(number)
            if known is None:
                require(offer["scope_id"] not in self.peer.scopes, "protocol-violation")
                known = self.exchanges[number] = Exchange(self, number, offer["scope_id"], None)
            require(known.name == offer["scope_id"], "protocol-violation", "another number")
            known.offered = offer

    def in_order(self) -> list[Scope]:
        return [self.peer.scopes[name] for name in sorted(self.peer.scopes)]

    def _offers(self) -> Iterator[Message]:
        while True:
            _, kind, content = self.receive()
            if kind == "offers_end":
                return
            require(kind == "scope_offer", "protocol-violation", kind)
            yield content

    def take(self) -> None:
        """One frame of the control or logs state."""
        _, kind, content = self.receive()
        if kind == "log_run":
            exchange = self.exchanges.get(content["scope_number"])
        else:
            named = (x for x in self.exchanges.values() if x.name == content["scope_id"])
            exchange = next(named, None)
        if exchange is None:
            raise Refused("scope-not-entitled", kind)
        handler = getattr(exchange, f"take_{kind}", None)
        if handler is None:
            raise Refused("protocol-violation", kind)
        handler(content)
        self.give_credit()

    # What exchanges tell

    def learn_scope(self, genesis: Signed) -> Scope:
        return self.peer.begin_scope(genesis)

    def take_receipt(self, scope: bytes, held: list[Held], content: Message) -> None:
        message = receipt_bytes(scope, held, content["received_at"])
        key = self.peer.member.hub_identity_key
        require(verifies(key, content["signature"], message), "signature-invalid", "receipt")
        self.summary.receipts[scope] = Receipt(held, content["received_at"])
