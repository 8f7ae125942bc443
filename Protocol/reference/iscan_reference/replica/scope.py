"""One scope as far as it is held."""

from collections.abc import Iterable
from copy import copy

from ..logs.commit import Dot
from ..logs.control import WRITER, Control, Fork
from ..logs.digests import Held, frontier_digest
from ..logs.genesis import ScopeGenesis, Signed, scope_genesis
from ..state.fold import in_causal_order
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
        for fork in self.control.forks:
            self._take_back(fork)
        for (index, counter), digest in self.withdrawn.items():
            self.logs[index].erase(counter, digest)
        for index, genesis in self.control.logs.items():
            if self.writer is not None and genesis.log == self.writer.genesis.log:
                self.writer.admitted(self.logs[index])

    def _take_back(self, fork: Fork) -> None:
        """Lets go of the history that a verdict did not accept; the other is fetched then."""
        log, cut = self.logs[fork.log_index], self.control.cuts[fork.log_index]
        if log.counter >= cut.counter and log.hash_at(cut.counter) != cut.hash:
            log.cut_back(fork.certain)

    def is_writer(self, node: bytes) -> bool:
        return self.control.members.get(node) == WRITER

    def counted(self, index: int) -> int:
        """How much of a log is stated and counted: nothing beyond its cut is."""
        held, cut = self.logs[index].counter, self.control.cuts.get(index)
        return held if cut is None else min(held, cut.counter)

    def frontier(self) -> list[Held]:
        counters = ((index, self.counted(index)) for index in sorted(self.logs))
        return [(i, n, self.logs[i].hash_at(n)) for i, n in counters if n]

    @property
    def withdrawn(self) -> dict[Dot, bytes]:
        """The digests of payloads that the authority withdrew, by commit."""
        return {dot: body["payload_digest"] for dot, body in self.control.redactions.items()}

    def end(self, index: int) -> tuple[int, bytes] | None:
        """Where a log ends by decision: the counter and hash of the last commit that counts."""
        cut = self.control.cuts.get(index)
        return None if cut is None else (cut.counter, cut.hash)

    def digest(self) -> bytes:
        return frontier_digest(self.name, self.control.sequence, self.control.hash, self.frontier())

    def positions(self) -> list[Message]:
        return [
            Message("LogPosition", log_index=index, counter=counter, head_hash_prefix=head[:8])
            for index, counter, head in self.frontier()
        ]

    def drop_unready(self) -> dict[int, int]:
        """Lets go of others' commits whose past is not here; where each log ends now."""
        short: dict[int, int] = {}
        while True:
            logs = (log.commits for log in self.logs.values())
            ready: dict[int, int] = {}
            for commit in in_causal_order(self.control, logs):
                ready[commit.log_index] = commit.counter
            own = self.writer.log if self.writer is not None else None
            others = (log for log in self.logs.values() if log is not own)
            dropped = [log for log in others if log.counter > ready.get(log.index, 0)]
            if not dropped:
                return short
            for log in dropped:
                log.cut_back(ready.get(log.index, 0))
                short[log.index] = log.counter
