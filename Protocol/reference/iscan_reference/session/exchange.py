"""One scope in one session, at the initiator: control records, then logs, then markers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..logs.genesis import Signed
from ..replica.scope import Scope
from ..wire.message import Message
from ..wire.refused import Refused, require
from .evidence import Evidence
from .receiving import Receiving
from .sending import Sending

if TYPE_CHECKING:
    from .initiator import Session

CONTROL_RECORDS_MAX = 256
CONTROL_BYTES_MAX = 512 * 1024


class Exchange:
    """What passes for one scope."""

    def __init__(self, session: Session, number: int, name: bytes, scope: Scope | None) -> None:
        self.session, self.number, self.name = session, number, name
        self._scope = scope
        self.offered: Message | None = None
        self.was_offered = b""  # Our own digest as we offered it.
        self.admission_sent = False
        self.stated = self.theirs_stated = False
        self.receiving, self.sending = Receiving(self), Sending(self)
        self.evidence = Evidence(self)
        self.marked = self.their_mark = False

    @property
    def scope(self) -> Scope:
        if self._scope is None:
            raise Refused("protocol-violation", "the scope's genesis has not come")
        return self._scope

    @property
    def is_done(self) -> bool:
        return self.marked and self.their_mark

    # Offers and control records

    def offer(self) -> None:
        scope = self.scope
        waits = scope.writer is not None and not scope.writer.is_admitted
        self.was_offered = b"" if waits else scope.digest()
        self.session.send(
            "scope_offer",
            Message(
                "ScopeOffer",
                scope_number=self.number,
                scope_id=self.name,
                control_sequence=scope.control.sequence,
                control_hash=scope.control.hash,
                frontier_digest=self.was_offered,
            ),
        )

    def begin(self) -> None:
        """After the offers: done at once, or give what the hub lacks and wait for the rest."""
        offered = self.offered
        if offered is None:
            raise Refused("protocol-violation", "the hub offered nothing for a scope")
        if self._scope is None:
            return
        if self.was_offered and self.was_offered == offered["frontier_digest"]:
            self.stated = self.theirs_stated = True
            self.sending.announced = {index: n for index, n, _ in self.scope.frontier()}
            self.mark()
            return
        control = self.scope.control
        theirs = offered["control_sequence"]
        if theirs <= control.sequence:
            agreed = control.hashes[theirs] == offered["control_hash"]
            require(agreed, "bad-control-record", "two histories")
            self.give_control(theirs + 1)
            self.level()

    def give_control(self, first: int) -> None:
        records = self.scope.control.records
        while first <= len(records):
            run, size = list[Signed](), 0
            for each in records[first - 1 : first - 1 + CONTROL_RECORDS_MAX]:
                size += len(each.content) + 128
                if run and size > CONTROL_BYTES_MAX:
                    break
                run.append(each)
            content = Message(
                "ControlRun",
                scope_id=self.name,
                first=first,
                record=[each.message() for each in run],
            )
            if first == 1:
                content["scope_genesis"] = self.scope.control.genesis_signed.message()
            self.session.send("control_run", content)
            first += len(run)

    def take_control_run(self, content: Message) -> None:
        if self._scope is None:
            require(content["scope_genesis"] is not None, "protocol-violation", "no genesis")
            self._scope = self.session.learn_scope(Signed.of(content["scope_genesis"]))
            require(self.scope.name == self.name, "bad-control-record", "another scope's genesis")
        held = self.scope.control.sequence
        first = content["first"]
        require(first <= held + 1, "protocol-violation", "a gap in control records")
        # Records that are held already change nothing.
        self.scope.apply(Signed.of(each) for each in content["record"][held + 1 - first :])
        offered = self.offered
        assert offered is not None
        if self.scope.control.sequence >= offered["control_sequence"]:
            # An erased record could be any decision: one that nothing explains is not acted by.
            require(not self.scope.control.unexplained, "bad-control-record", "an erased record")
            self.level()

    def level(self) -> None:
        """Both have the same control log: have a log admitted, or go on to the logs."""
        peer, scope = self.session.peer, self.scope
        if scope.is_writer(peer.keys.node) and scope.writer is None:
            peer.begin_log(scope)
        if scope.writer is not None and not scope.writer.is_admitted:
            if not self.admission_sent:
                self.admission_sent = True
                genesis = scope.writer.signed.message()
                self.session.send("admission", Message("Admission", log_genesis=genesis))
            return
        if not self.stated:
            self.state()

    # Logs

    def state(self) -> None:
        scope = self.scope
        self.stated = True
        self.sending.announced = {index: counter for index, counter, _ in scope.frontier()}
        self.session.send(
            "scope_state",
            Message(
                "ScopeState",
                scope_id=self.name,
                control_sequence=scope.control.sequence,
                position=scope.positions(),
            ),
        )
        self.go_on()

    def take_scope_state(self, content: Message) -> None:
        self.theirs_stated = True
        last = 0
        for position in content["position"]:
            index, counter = position["log_index"], position["counter"]
            require(index > last, "protocol-violation", "positions do not ascend")
            last = index
            self.receiving.theirs[index] = counter
            log = self.scope.logs.get(index)
            if log is not None and counter <= log.counter:
                if log.hash_at(counter)[:8] != position["head_hash_prefix"]:
                    self.leave_out(index, counter, "fork-detected")
                    self.evidence.show(index, counter)
        self.go_on()

    def go_on(self) -> None:
        """Wants what is lacking; marks the scope when nothing is."""
        if not (self.theirs_stated and self.stated):
            return
        self.receiving.ask()
        if not self.receiving.asked and not self.marked:
            self.mark()

    def leave_out(self, index: int, counter: int, reason: str) -> None:
        self.receiving.left_out.add(index)
        dot = Message("Dot", log_index=index, counter=counter)
        verdict = Message("Verdict", scope_id=self.name, dot=dot, reason=reason)
        self.session.send("verdict", verdict)

    def take_log_run(self, content: Message) -> None:
        before = self.receiving.held
        self.receiving.take(content)
        self.marked = self.marked and not self.session.is_live
        self.session.summary.received += self.receiving.held - before
        self.go_on()

    def take_want(self, content: Message) -> None:
        self.sending.want(content)
        self.session.send_runs()

    def take_verdict(self, content: Message) -> None:
        self.session.summary.verdicts.append(content)
        dot = content["dot"] or Message("Dot")
        if dot["log_index"] == 0 and content["reason"] == "admission-refused":
            raise Refused("admission-refused", content["reason"])

    def take_fork_found(self, content: Message) -> None:
        self.evidence.take_proof(content)

    def take_log_seals(self, content: Message) -> None:
        self.evidence.take_seals(content)

    # Markers

    def mark(self) -> None:
        """Everything wanted is here: say so, and up to where."""
        self.marked = True
        for index, counter in self.scope.drop_unready().items():
            self.leave_out(index, counter, "context-not-supplied")
        content = Message("Acknowledgement", scope_id=self.name, frontier=self.scope.positions())
        self.session.send("acknowledgement", content)

    def take_receipt(self, content: Message) -> None:
        """The hub's marker. What it names must be what this peer holds, hash by hash."""
        held = []
        for position in content["frontier"]:
            index, counter = position["log_index"], position["counter"]
            log = self.scope.logs.get(index)
            require(log is not None, "receipt-unfit", "a log that nobody admitted")
            assert log is not None
            if counter <= log.counter:
                agreed = log.hash_at(counter)[:8] == position["head_hash_prefix"]
                require(agreed or index in self.receiving.left_out, "receipt-unfit", f"log {index}")
            held.append((index, counter, position["head_hash_prefix"]))
        self.session.take_receipt(self.name, held, content)
        self.their_mark = True

    def take_acknowledgement(self, content: Message) -> None:
        """The hub's marker for a scope that this node has left."""
        self.their_mark = True
