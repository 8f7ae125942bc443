"""Commits that come in of one scope (Session.md, "Logs")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..logs.commit import CommitBytes
from ..logs.run import Seal
from ..wire.message import Message
from ..wire.refused import Refused, require
from .runs import RUN_COMMITS_MAX, taken_apart

if TYPE_CHECKING:
    from .exchange import Exchange

WANTED_MAX, UNSEALED_MAX, GAPS_MAX = 2_048, 1_024, 16


class Receiving:
    """What the hub has, what was asked for, and what waits for a seal."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.theirs: dict[int, int] = {}
        self.asked: dict[int, int] = {}  # By log: the last counter asked for.
        self.unsealed: dict[int, tuple[list[CommitBytes], list[Seal]]] = {}
        self.left_out: set[int] = set()
        self.gaps = 0

    @property
    def held(self) -> int:
        return sum(log.counter for log in self.exchange.scope.logs.values())

    def next(self, index: int) -> int:
        """The counter that continues what has come of a log."""
        pending = self.unsealed.get(index, ([], []))[0]
        return self.exchange.scope.logs[index].counter + len(pending) + 1

    def ask(self) -> None:
        """Wants what the hub has and this peer has not, one answer a log at a time."""
        for index, theirs in self.theirs.items():
            if index not in self.exchange.scope.logs or index in self.left_out | set(self.asked):
                continue
            first = self.next(index)
            if first <= theirs:
                last = self.asked[index] = min(theirs, first + WANTED_MAX - 1)
                self.exchange.session.send(
                    "want",
                    Message(
                        "Want", scope_id=self.exchange.name, log_index=index, first=first, last=last
                    ),
                )

    def take(self, run: Message) -> None:
        """Takes a run in as far as seals cover it."""
        index, first = run["log_index"], run["first"]
        commits, seals = taken_apart(run)
        require(commits and first >= 1, "protocol-violation", "an empty run")
        require(len(commits) <= RUN_COMMITS_MAX, "limit-exceeded")
        log = self.exchange.scope.logs.get(index)
        if log is None:
            raise Refused("bad-chain", f"log {index} is not admitted")
        following = self.next(index)
        last = first + len(commits) - 1
        if index in self.left_out or last < following:
            return  # What was on its way, and what came twice, changes nothing.
        if first > following:
            return self._gap(index, last)
        pending, known = self.unsealed.setdefault(index, ([], []))
        pending += commits[following - first :]
        known += seals
        before = log.counter
        scope = self.exchange.scope
        failure = log.take(pending, known, scope.withdrawn, scope.end(index))
        del pending[: log.counter - before]
        known[:] = [seal for seal in known if seal[0] > log.counter]
        if log.counter >= self.asked.get(index, 0):
            self.asked.pop(index, None)
        self._check(index, failure)

    def _check(self, index: int, failure: str | None) -> None:
        """Leaves a log out if something of it does not verify, or can no longer be sealed."""
        log, pending = self.exchange.scope.logs[index], self.unsealed[index][0]
        unsealed = pending and self.next(index) > self.theirs.get(index, 0)
        never = unsealed and not self.exchange.session.is_live
        if failure not in (None, "seal-missing") or never or len(pending) > UNSEALED_MAX:
            self.asked.pop(index, None)
            self.unsealed.pop(index)
            self.exchange.leave_out(index, log.counter, "bad-seal")
            if failure == "seal-invalid":
                self.exchange.evidence.show(index, log.counter)

    def _gap(self, index: int, last: int) -> None:
        self.gaps += 1
        require(self.gaps <= GAPS_MAX, "protocol-violation", "too many gaps")
        self.theirs[index] = max(self.theirs.get(index, 0), last)
        self.asked.pop(index, None)
