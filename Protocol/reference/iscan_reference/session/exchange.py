"""One scope in one session, at the initiator: control records, then logs, then markers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..logs.commit import CommitBytes
from ..logs.genesis import Signed
from ..replica.scope import Scope
from ..wire.message import Message
from ..wire.refused import Refused, require
from .runs import RUN_COMMITS_MAX, Asked, runs_for, taken_apart

if TYPE_CHECKING:
    from .initiator import Session

CONTROL_RECORDS_MAX = 256
CONTROL_BYTES_MAX = 512 * 1024
WANTS_AT_ONCE = 8


class Exchange:
    """What passes for one scope."""

    def __init__(self, session: Session, number: int, name: bytes, scope: Scope | None) -> None:
        self.session, self.number, self.name = session, number, name
        self._scope = scope
        self.offered: Message | None = None
        self.was_offered = b""  # Our own digest as we offered it.
        self.admission_sent = False
        self.stated: dict[int, int] | None = None  # What we said we hold.
        self.theirs: dict[int, int] | None = None  # What the hub said it holds.
        self.asked: dict[int, Asked] = {}
        self.unsealed: dict[int, list[CommitBytes]] = {}
        self.left_out: set[int] = set()
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
        if self.stated is None:
            self.state()

    # Logs

    def state(self) -> None:
        scope = self.scope
        self.stated = {index: counter for index, counter, _ in scope.frontier()}
        self.session.send(
            "scope_state",
            Message(
                "ScopeState",
                scope_id=self.name,
                control_sequence=scope.control.sequence,
                position=scope.positions(),
            ),
        )
        self.ask()

    def take_scope_state(self, content: Message) -> None:
        self.theirs = {}
        last = 0
        for position in content["position"]:
            index, counter = position["log_index"], position["counter"]
            require(index > last, "protocol-violation", "positions do not ascend")
            last = index
            self.theirs[index] = counter
            log = self.scope.logs.get(index)
            if log is not None and counter <= log.counter:
                if log.hash_at(counter)[:8] != position["head_hash_prefix"]:
                    self.leave_out(index, counter, "fork-detected")
        self.ask()

    def leave_out(self, index: int, counter: int, reason: str) -> None:
        self.left_out.add(index)
        dot = Message("Dot", log_index=index, counter=counter)
        verdict = Message("Verdict", scope_id=self.name, dot=dot, reason=reason)
        self.session.send("verdict", verdict)

    def ask(self) -> None:
        """Wants what is lacking, one answer a log at a time; marks the scope when nothing is."""
        if self.theirs is None or self.stated is None or self.marked:
            return
        for index, theirs in self.theirs.items():
            log = self.scope.logs.get(index)
            if log is None or index in self.left_out or index in self.asked:
                continue
            first = log.counter + len(self.unsealed.get(index, [])) + 1
            if first <= theirs and len(self.asked) < WANTS_AT_ONCE:
                self.asked[index] = Asked(first, theirs)
                want = Message("Want", scope_id=self.name, log_index=index, first=first)
                self.session.send("want", want)
        if not self.asked:
            self.mark()

    def take_log_run(self, content: Message) -> None:
        index, first = content["log_index"], content["first"]
        asked, log = self.asked.get(index), self.scope.logs.get(index)
        if index in self.left_out or (log is not None and asked is None and first <= log.counter):
            return  # What was on its way, and what came twice, changes nothing.
        if asked is None or log is None:
            raise Refused("protocol-violation", "a run that nobody asked for")
        commits, seals = taken_apart(content)
        fits = commits and first == asked.next and first + len(commits) - 1 <= asked.last
        require(fits, "protocol-violation", "a run that does not follow the last one")
        require(len(commits) <= RUN_COMMITS_MAX, "limit-exceeded")
        asked.add(commits, seals)
        pending = self.unsealed.setdefault(index, [])
        pending += commits
        before = log.counter
        failure = log.take(pending, seals)
        del pending[: log.counter - before]
        self.session.summary.received += log.counter - before
        if failure not in (None, "seal-missing"):
            del self.asked[index]
            self.leave_out(index, log.counter, "bad-seal")
        elif asked.is_answered:
            del self.asked[index]
            if pending and asked.next > asked.last:
                self.leave_out(index, log.counter, "bad-seal")
        self.ask()

    def take_want(self, content: Message) -> None:
        index, first = content["log_index"], content["first"]
        last = (self.stated or {}).get(index, 0)
        require(1 <= first <= last, "protocol-violation", "asked for what was not stated")
        for run in runs_for(self.number, self.scope.logs[index], first, last):
            self.session.summary.sent += len(run["commit"])
            self.session.send("log_run", run)

    def take_verdict(self, content: Message) -> None:
        self.session.summary.verdicts.append(content)
        dot = content["dot"] or Message("Dot")
        if dot["log_index"] == 0:
            raise Refused("admission-refused", content["reason"])

    def take_fork_found(self, content: Message) -> None:
        self.session.summary.forks.append(content["proof"])

    # Markers

    def mark(self) -> None:
        """Everything wanted is here: say so, and up to where."""
        self.marked = True
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
                require(agreed or index in self.left_out, "receipt-unfit", f"log {index}")
            held.append((index, counter, position["head_hash_prefix"]))
        self.session.take_receipt(self.name, held, content)
        self.their_mark = True

    def take_acknowledgement(self, content: Message) -> None:
        """The hub's marker for a scope that this node has left."""
        self.their_mark = True
