"""Commits: their bytes, hashes and headers (Logs.md, "Commits")."""

from dataclasses import dataclass, field, replace

from ..wire.hashing import sha256, tag, u8, u32, u64
from ..wire.message import Message, read
from ..wire.refused import require
from .genesis import check_field
from .operations import operations

HANDLE = set("abcdefghijklmnopqrstuvwxyz0123456789.-")
Context = dict[int, int]  # Log index to counter.
Dot = tuple[int, int]  # Log index, counter.


def payload_digest(salt: bytes, payload: bytes) -> bytes:
    return sha256(tag("payload"), u8(len(salt)), salt, payload)


@dataclass(frozen=True)
class CommitBytes:
    """A commit as it travels. A withdrawn one has a digest in place of salt and payload."""

    header: bytes
    salt: bytes = b""
    payload: bytes = b""
    withdrawn_digest: bytes = b""

    @property
    def digest(self) -> bytes:
        return self.withdrawn_digest or payload_digest(self.salt, self.payload)

    @property
    def size(self) -> int:
        return len(self.header) + len(self.salt) + len(self.payload)

    @classmethod
    def of(cls, message: Message) -> "CommitBytes":
        """Beside a digest of 32 bytes salt and payload are passed over; another counts as none."""
        if len(message["payload_digest"]) == 32:
            return cls(message["header"], withdrawn_digest=message["payload_digest"])
        return cls(message["header"], message["salt"], message["payload"])

    def message(self) -> Message:
        parts = {"header": self.header, "salt": self.salt, "payload": self.payload}
        if self.withdrawn_digest:
            parts = {"header": self.header, "payload_digest": self.withdrawn_digest}
        return Message("CommitBytes", **parts)


def check_size(commit: CommitBytes) -> None:
    require(len(commit.header) <= 4_096, "commit-header-too-large")
    require(commit.size <= 65_536, "commit-too-large")
    require(len(commit.salt) in (0, 16), "commit-salt-length-wrong")


def commit_hash(log: bytes, counter: int, before: bytes, header: bytes, digest: bytes) -> bytes:
    """hash[n]; neither the counter, nor hash[n−1], nor the log's name travels with a commit."""
    return sha256(tag("commit"), log, u64(counter), before, u32(len(header)), header, digest)


def sealed_bytes(log: bytes, counter: int, head: bytes) -> bytes:
    """What a seal signs; 104 bytes."""
    return tag("seal") + log + u64(counter) + head


@dataclass(frozen=True)
class Author:
    """Where a log's commits so far leave their author: what the next header builds upon."""

    time: int = 0
    control: int = 0
    control_hash: bytes = bytes(32)
    context: Context = field(default_factory=dict)
    schema: int = 1
    actor: str = ""


@dataclass(frozen=True)
class Reissue:
    """Which commit of an earlier log a commit repeats, and what its author had seen then."""

    log_index: int
    counter: int
    hash: bytes
    context: Context


@dataclass(frozen=True)
class Commit:
    """A commit, read and verified, at its place in its log."""

    raw: CommitBytes
    log_index: int
    counter: int
    hash: bytes
    author: Author  # As it is after this commit.
    operations: tuple[Message, ...]  # None if the payload was withdrawn.
    reissue: Reissue | None

    @property
    def dot(self) -> Dot:
        return (self.log_index, self.counter)


def advanced(fields: Message, own: int, before: Author) -> Author:
    """Where a header leaves its author; the page's order of checks."""
    time = before.time + fields["hybrid_time_delta"]
    require(time < 2**64, "commit-number-overflows")
    after = advanced_control(replace(before, time=time), fields)
    context = advanced_context(before.context, fields["context_delta"], own)
    actor = fields["actor"] or before.actor
    check_field(1 <= len(actor.encode()) <= 32 and "a" <= actor[0] <= "z", "actor")
    check_field(set(actor) <= HANDLE, "actor")
    return replace(after, context=context, actor=actor, schema=fields["schema"] or before.schema)


def advanced_control(author: Author, fields: Message) -> Author:
    advance, new_hash = fields["control_sequence_delta"], fields["control_hash"]
    if advance == 0:
        require(not new_hash, "commit-control-hash-unexpected")
        return author
    require(new_hash, "commit-control-hash-missing")
    require(author.control + advance < 2**64, "commit-number-overflows")
    return replace(author, control=author.control + advance, control_hash=new_hash)


def advanced_context(before: Context, delta: list[Message], own: int) -> Context:
    after, last = dict(before), 0
    for entry in delta:
        index, advance = entry["log_index"], entry["advance"]
        require(index > last, "commit-context-unordered")
        require(index != own, "commit-context-names-own-log")
        require(advance > 0, "commit-context-advance-zero")
        after[index] = after.get(index, 0) + advance
        require(after[index] < 2**64, "commit-number-overflows")
        last = index
    return after


def reissue(fields: Message, own: int, counter: int, seen: Context) -> Reissue | None:
    """Reads `reissue_of`: nobody saw with the orphan what the repeating author had not applied."""
    found = fields["reissue_of"]
    if found is None:
        return None
    check_field(found["log_index"] > 0 and found["counter"] > 0, "reissue_of")
    check_field(len(found["commit_hash"]) == 32, "reissue_of.commit_hash")
    context: Context = {}
    for entry in found["context"]:
        check_field(entry["log_index"] > max(context, default=-1), "reissue_of.context")
        check_field(entry["advance"] > 0, "reissue_of.context")
        context[entry["log_index"]] = entry["advance"]
    check_field(found["log_index"] != own, "reissue_of")
    for index, reached in context.items():
        require(index != own, "commit-context-names-own-log")
        bound = seen.get(index, 0) if index else counter - 1
        require(reached <= bound, "commit-reissue-context-beyond")
    return Reissue(found["log_index"], found["counter"], found["commit_hash"], context)


def read_commit(
    commit: CommitBytes,
    log_index: int,
    counter: int,
    own_hash: bytes,
    before: Author,
    withdrawn: bytes = b"",
) -> Commit:
    """Reads a commit whose bytes a seal has vouched for.

    - withdrawn: the digest of the payload that a control record withdrew from this place, if any.
    """
    fields = read(commit.header, "CommitHeader")
    check_field(len(fields["control_hash"]) in (0, 32))
    is_withdrawn = withdrawn == commit.digest
    require(is_withdrawn or not commit.withdrawn_digest, "commit-payload-missing")
    length_fits = fields["payload_length"] == len(commit.payload)
    require(is_withdrawn or length_fits, "commit-payload-length-wrong")
    author = advanced(fields, log_index, before)
    repeats = reissue(fields, log_index, counter, author.context)
    found = () if is_withdrawn else operations(commit.payload, log_index)
    return Commit(commit, log_index, counter, own_hash, author, found, repeats)
