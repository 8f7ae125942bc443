"""Commits that go out of one scope (Session.md, "Logs")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..wire.message import Message
from ..wire.refused import require
from .runs import run_of

if TYPE_CHECKING:
    from .exchange import Exchange


class Sending:
    """What was said to be here, and what is to be sent of it."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.announced: dict[int, int] = {}
        self.wanted: dict[int, tuple[int, int]] = {}  # By log: first and last counter.

    def want(self, content: Message) -> None:
        index, first = content["log_index"], content["first"]
        announced = self.announced.get(index, 0)
        last = content["last"] or announced
        stated = 1 <= first <= last <= announced
        require(stated, "protocol-violation", "asked for what was not stated")
        self.wanted[index] = (first, last)

    def news(self) -> None:
        """What has been written since the other side was told."""
        for index, counter, _ in self.exchange.scope.frontier():
            known = self.announced.get(index, 0)
            if counter > known:
                self.wanted[index] = (known + 1, counter)
                self.announced[index] = counter

    def next_run(self) -> Message | None:
        """One run of one log; nothing if nothing is wanted."""
        if not self.wanted:
            return None
        index, (first, last) = next(iter(self.wanted.items()))
        del self.wanted[index]
        run = run_of(self.exchange.number, self.exchange.scope.logs[index], first, last)
        following = first + (run["packed_count"] or len(run["commit"]))
        if following <= last:
            self.wanted[index] = (following, last)
        return run
