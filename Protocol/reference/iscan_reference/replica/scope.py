"""One scope as far as it is held."""

from collections.abc import Iterable
from copy import copy

from ..logs.control import WRITER, Control
from ..logs.digests import Held, frontier_digest
from ..logs.genesis import ScopeGenesis, Signed, scope_genesis
from ..wire.message import Message
from .log import HeldLog
from .writer import Writer


class Scope:
    """A control log, the logs that it admits, and this node's own."""

    def __init__(self, genesis: Signed) -> None:
        self.control = Control(scope_genesis(genesis), genesis)
        self.logs: dict[int, HeldLog] = {}
        self.writer: Writer | None = None

    def copied(self) -> "Scope":
        """A copy that goes its own way; only keys are shared."""
        twin = Scope(self.control.genesis_signed)
        twin.writer = copy(self.writer)
        twin.apply(self.control.records)
        for index, log in self.logs.items():
            twin.logs[index].commits = list(log.commits)
            twin.logs[index].seals = dict(log.seals)
        return twin

    @property
    def name(self) -> bytes:
        return self.control.scope

    @property
    def genesis(self) -> ScopeGenesis:
        return self.control.genesis

    def apply(self, records: Iterable[Signed]) -> None:
        """Checks and takes control records; logs that they admit begin here, empty."""
        for each in records:
            self.control.apply(each)
        for index, genesis in self.control.logs.items():
            if index not in self.logs:
                self.logs[index] = HeldLog(index, genesis)
            if self.writer is not None and genesis.log == self.writer.genesis.log:
                self.writer.admitted(self.logs[index])

    def is_writer(self, node: bytes) -> bool:
        return self.control.members.get(node) == WRITER

    def counted(self, index: int) -> int:
        """How much of a log is stated and counted: nothing beyond its cut is."""
        held, cut = self.logs[index].counter, self.control.cuts.get(index)
        return held if cut is None else min(held, cut.counter)

    def frontier(self) -> list[Held]:
        counters = ((index, self.counted(index)) for index in sorted(self.logs))
        return [(i, n, self.logs[i].hash_at(n)) for i, n in counters if n]

    def digest(self) -> bytes:
        return frontier_digest(self.name, self.control.sequence, self.control.hash, self.frontier())

    def positions(self) -> list[Message]:
        return [
            Message("LogPosition", log_index=index, counter=counter, head_hash_prefix=head[:8])
            for index, counter, head in self.frontier()
        ]
