"""Commits in frames: runs as they are sent and taken, and what is still being answered."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..logs.commit import CommitBytes
from ..logs.run import Seal
from ..replica.log import HeldLog
from ..wire.message import Message, read
from ..wire.packing import unpack
from ..wire.refused import require

RUN_COMMITS_MAX = 64
RUN_BYTES_MAX = 512 * 1024
UNPACKED_BYTES_MAX = 1024 * 1024
ANSWER_COMMITS_MAX = 512
ANSWER_BYTES_MAX = 1024 * 1024


@dataclass
class Asked:
    """A `Want` that is being answered. Both sides count alike, so both know where it ends."""

    next: int
    last: int
    commits: int = 0
    bytes: int = 0
    unsealed: list[CommitBytes] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)

    def add(self, commits: list[CommitBytes], seals: list[Seal]) -> None:
        self.next += len(commits)
        self.commits += len(commits)
        self.bytes += sum(each.size for each in commits)
        self.unsealed += commits
        self.seals += seals

    @property
    def is_answered(self) -> bool:
        return (
            self.next > self.last
            or self.commits >= ANSWER_COMMITS_MAX
            or self.bytes >= ANSWER_BYTES_MAX
        )


def taken_apart(run: Message) -> tuple[list[CommitBytes], list[Seal]]:
    """The commits and seals of a `LogRun`, packed or not."""
    content = run
    if run["packed"]:
        both = run["commit"] or run["seal"]
        require(not both, "protocol-violation", "packed and unpacked")
        plain = unpack(run["packed"], run["unpacked_length"], UNPACKED_BYTES_MAX)
        content = read(plain, "RunContent")
        counted = len(content["commit"]) == run["packed_count"]
        require(counted, "protocol-violation", "another number of commits than was said")
    commits = [CommitBytes.of(each) for each in content["commit"]]
    return commits, [(each["counter"], each["signature"]) for each in content["seal"]]


def runs_for(number: int, log: HeldLog, first: int, last: int) -> Iterator[Message]:
    """The answer to a `Want`."""
    asked = Asked(first, last)
    while not asked.is_answered:
        part, size = list[CommitBytes](), 0
        for commit in log.commits[asked.next - 1 : min(last, asked.next - 1 + RUN_COMMITS_MAX)]:
            size += commit.raw.size
            if part and size > RUN_BYTES_MAX:
                break
            part.append(commit.raw)
        end = asked.next + len(part)
        seals = [
            Message("Seal", counter=counter, signature=log.seals[counter])
            for counter in range(asked.next, end)
            if counter in log.seals
        ]
        yield Message(
            "LogRun",
            scope_number=number,
            log_index=log.index,
            first=asked.next,
            commit=[commit.message() for commit in part],
            seal=seals,
        )
        asked.add(part, [])
