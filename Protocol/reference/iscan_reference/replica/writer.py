"""This node's own log: how commits and seals are made (Logs.md, "Commits", "Seals")."""

import os
from collections.abc import Sequence

from ..logs.commit import Author, Commit, CommitBytes, commit_hash, read_commit, sealed_bytes
from ..logs.genesis import LogGenesis, Signed, log_genesis, node_name
from ..wire.hashing import tag
from ..wire.keys import SigningKey
from ..wire.message import Message
from .log import HeldLog


class Writer:
    """Holds the log's private key; writes commits onto the log's end."""

    def __init__(
        self,
        scope: bytes,
        identity: SigningKey,
        incarnation: int = 1,
        key: SigningKey | None = None,
        nonce: bytes | None = None,
    ) -> None:
        self.key = key or SigningKey()
        node = node_name(identity.public)
        content = bytes(
            Message(
                "LogGenesis",
                scope_id=scope,
                node_id=node,
                incarnation=incarnation,
                log_public_key=self.key.public,
                nonce=nonce or os.urandom(16),
            )
        )
        self.signed = Signed(content, identity.sign(tag("log") + content))
        self.genesis: LogGenesis = log_genesis(self.signed, identity.public)
        self.log: HeldLog | None = None

    @property
    def is_admitted(self) -> bool:
        return self.log is not None

    def admitted(self, log: HeldLog) -> None:
        self.log = log

    def write(
        self,
        operations: Sequence[Message],
        actor: str,
        now: int,
        control: tuple[int, bytes],
        seen: dict[int, int],
        salt: bytes = b"",
        reissue: Message | None = None,
    ) -> Commit:
        """Adds one commit.

        - now: hybrid time; the commit's is greater than any before.
        - control: the control sequence and hash that the author has.
        - seen: the counters of the other logs that the author has applied.
        """
        assert self.log is not None, "the log is not admitted"
        before = self.log.author
        payload = bytes(Message("Operations", operation=list(operations)))
        header = self._header(before, actor, max(now, before.time + 1), control, seen, payload)
        if reissue is not None:
            header["reissue_of"] = reissue
        return self.append(CommitBytes(bytes(header), salt, payload))

    def append(self, raw: CommitBytes) -> Commit:
        """Adds a commit whose bytes somebody else made up."""
        assert self.log is not None, "the log is not admitted"
        before = self.log.author
        header = raw.header
        counter = self.log.counter + 1
        own_hash = commit_hash(self.genesis.log, counter, self.log.head, header, raw.digest)
        commit = read_commit(raw, self.log.index, counter, own_hash, before)
        self.log.commits.append(commit)
        return commit

    def _header(
        self,
        before: Author,
        actor: str,
        time: int,
        control: tuple[int, bytes],
        seen: dict[int, int],
        payload: bytes,
    ) -> Message:
        advances = {i: n - before.context.get(i, 0) for i, n in sorted(seen.items())}
        delta = [
            Message("ContextEntry", log_index=i, advance=n) for i, n in advances.items() if n > 0
        ]
        sequence, control_hash = control
        header = Message(
            "CommitHeader",
            hybrid_time_delta=time - before.time,
            control_sequence_delta=sequence - before.control,
            context_delta=delta,
            payload_length=len(payload),
            actor="" if actor == before.actor else actor,
        )
        if sequence > before.control:
            header["control_hash"] = control_hash
        return header

    def seal(self) -> None:
        """Signs for all commits so far; before bytes leave, and at the latest after 64 commits."""
        assert self.log is not None
        counter = self.log.counter
        if counter and counter not in self.log.seals:
            message = sealed_bytes(self.genesis.log, counter, self.log.head)
            self.log.seals[counter] = self.key.sign(message)
