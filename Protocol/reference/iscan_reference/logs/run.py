"""Runs of commits with seals: what a receiver accepts (Logs.md, "Seals")."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..wire.keys import verifies
from ..wire.refused import Refused
from .commit import (
    Author,
    Commit,
    CommitBytes,
    Dot,
    check_size,
    commit_hash,
    read_commit,
    sealed_bytes,
)

Seal = tuple[int, bytes]  # A counter, and a signature over the chain up to there.


@dataclass(frozen=True)
class LogStart:
    """Where a run goes on: the log, and what is held of it."""

    log: bytes
    log_index: int
    key: bytes
    counter: int = 0
    head: bytes = b""
    author: Author = field(default_factory=Author)
    withdrawn: Mapping[Dot, bytes] = field(default_factory=dict)  # Digests of payloads.
    end: tuple[int, bytes] | None = None  # Where the log ends by decision: counter and hash.


def verify_run(
    start: LogStart, commits: Sequence[CommitBytes], seals: Sequence[Seal]
) -> tuple[list[Commit], str | None]:
    """The commits that are accepted, and the code of the first failure or nothing."""
    heads, oversized = _hashed(start, commits)
    first = start.counter + 1
    bad_seal, broken = False, None
    # The authority's word for the last commit that counts stands like a seal.
    ends = [(start.end[0], b"")] if start.end is not None else []
    for counter, signature in sorted([*(s for s in seals if s[1]), *ends], reverse=True):
        if not first <= counter < first + len(heads):
            continue
        if broken is not None and counter >= broken.counter:
            continue
        head = heads[counter - first]
        if not signature:
            if start.end != (counter, head):
                continue
        elif not verifies(start.key, signature, sealed_bytes(start.log, counter, head)):
            bad_seal = True
            continue
        accepted, broken = _read(start, commits[: counter - start.counter], heads)
        if broken is None:
            return accepted, oversized or ("seal-invalid" if bad_seal else None)
        oversized = broken.code
    if oversized:
        return [], oversized
    return [], "seal-invalid" if bad_seal else "seal-missing"


@dataclass(frozen=True)
class _Broken:
    """The first commit that breaks a rule, and the rule."""

    counter: int
    code: str


def _hashed(start: LogStart, commits: Sequence[CommitBytes]) -> tuple[list[bytes], str | None]:
    """Steps 1: sizes and the chain, up to the first commit that is too large."""
    heads: list[bytes] = []
    head = start.head or start.log
    for counter, commit in enumerate(commits, start.counter + 1):
        try:
            check_size(commit)
        except Refused as refused:
            return heads, refused.code
        head = commit_hash(start.log, counter, head, commit.header, commit.digest)
        heads.append(head)
    return heads, None


def _read(
    start: LogStart, commits: Sequence[CommitBytes], heads: Sequence[bytes]
) -> tuple[list[Commit], _Broken | None]:
    """Step 3: the commits under a seal, read strictly."""
    accepted: list[Commit] = []
    author = start.author
    for place, commit in enumerate(commits):
        counter = start.counter + 1 + place
        try:
            withdrawn = start.withdrawn.get((start.log_index, counter), b"")
            read = read_commit(commit, start.log_index, counter, heads[place], author, withdrawn)
        except Refused as refused:
            return accepted, _Broken(counter, refused.code)
        accepted.append(read)
        author = read.author
    return accepted, None
