"""One log as far as it is held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..logs.commit import Author, Commit, CommitBytes, Dot
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

    def start(
        self, withdrawn: Mapping[Dot, bytes], end: tuple[int, bytes] | None = None
    ) -> LogStart:
        log = self.genesis
        return LogStart(
            log.log, self.index, log.key, self.counter, self.head, self.author, withdrawn, end
        )

    def take(
        self,
        commits: Sequence[CommitBytes],
        seals: Sequence[Seal],
        withdrawn: Mapping[Dot, bytes],
        end: tuple[int, bytes] | None = None,
    ) -> str | None:
        """Adds what verifies of a run that continues the log; the code of the first failure."""
        accepted, failure = verify_run(self.start(withdrawn, end), commits, seals)
        self.commits += accepted
        self.seals |= {counter: seal for counter, seal in seals if counter <= self.counter}
        return failure

    def erase(self, counter: int, digest: bytes) -> bool:
        """Erases salt and payload of a commit if they have that digest; header and digest stay."""
        if counter > self.counter or self.commits[counter - 1].raw.digest != digest:
            return False
        commit = self.commits[counter - 1]
        bare = CommitBytes(commit.raw.header, withdrawn_digest=digest)
        self.commits[counter - 1] = replace(commit, raw=bare, operations=())
        return True

    def cut_back(self, counter: int) -> None:
        """Keeps the commits up to the last seal that is not beyond a counter."""
        kept = max((sealed for sealed in self.seals if sealed <= counter), default=0)
        del self.commits[kept:]
        self.seals = {sealed: seal for sealed, seal in self.seals.items() if sealed <= kept}
