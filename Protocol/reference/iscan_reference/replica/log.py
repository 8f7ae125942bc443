"""One log as far as it is held."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..logs.commit import Author, Commit, CommitBytes
from ..logs.genesis import LogGenesis
from ..logs.run import LogStart, Seal, verify_run


@dataclass
class HeldLog:
    """Commits 1 to `counter` of a log, each under a seal that verified."""

    index: int
    genesis: LogGenesis
    commits: list[Commit] = field(default_factory=list)
    seals: dict[int, bytes] = field(default_factory=dict)

    @property
    def counter(self) -> int:
        return len(self.commits)

    @property
    def head(self) -> bytes:
        return self.hash_at(self.counter)

    @property
    def author(self) -> Author:
        return self.commits[-1].author if self.commits else Author()

    def hash_at(self, counter: int) -> bytes:
        return self.commits[counter - 1].hash if counter else self.genesis.log

    def start(self) -> LogStart:
        return LogStart(
            self.genesis.log, self.index, self.genesis.key, self.counter, self.head, self.author
        )

    def take(self, commits: Sequence[CommitBytes], seals: Sequence[Seal]) -> str | None:
        """Adds what verifies of a run that continues the log; the code of the first failure."""
        accepted, failure = verify_run(self.start(), commits, seals)
        self.commits += accepted
        self.seals |= {counter: seal for counter, seal in seals if counter <= self.counter}
        return failure
