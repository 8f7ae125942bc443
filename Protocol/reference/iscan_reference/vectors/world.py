"""Small worlds for vectors: every key and nonce is fixed, so they are the same in every run."""

from ..logs.commit import Commit, CommitBytes, Context
from ..logs.control import Control, control_hash, signed_bytes
from ..logs.genesis import Signed, next_key_hash, node_name, scope_genesis
from ..replica import tasks
from ..replica.log import HeldLog
from ..replica.writer import Writer
from ..wire.hashing import sha256, tag
from ..wire.keys import SigningKey
from ..wire.message import Message

MINUTE = 60_000 << 16  # Of hybrid time.
START = 1_650_000_000_000 << 16


def key(label: str) -> SigningKey:
    return SigningKey.of_secret(sha256(b"reference vectors: " + label.encode()))


class World:
    """One group with two writers, whose logs have the indices 1 and 2."""

    def __init__(self, name: str) -> None:
        self.authority, self.next_key = key("authority"), key("next authority")
        content = bytes(
            Message(
                "ScopeGenesis",
                kind=3,
                name=name[:64],
                authority_key=self.authority.public,
                next_authority_key_hash=next_key_hash(self.next_key.public),
                nonce=sha256(name.encode())[:16],
                rules_version=1,
            )
        )
        signed = Signed(content, self.authority.sign(tag("scope") + content))
        self.control = Control(scope_genesis(signed), signed)
        self.writers: dict[int, Writer] = {}
        self.logs: dict[int, HeldLog] = {}
        self.time = START
        self.twin_seal = b""
        for index, letter in ((1, "A"), (2, "B")):
            self.introduce(letter)
            self.admit(index, letter)

    def decide(self, **action: Message) -> None:
        """Adds a control record."""
        control = self.control
        content = bytes(
            Message(
                "ControlRecord",
                sequence=control.sequence + 1,
                previous_hash=control.hash,
                **action,
            )
        )
        new_hash = control_hash(control.scope, control.sequence + 1, control.hash, content)
        message = signed_bytes(control.scope, control.sequence + 1, new_hash)
        control.apply(Signed(content, self.authority.sign(message)))

    def introduce(self, letter: str) -> None:
        identity = key(f"identity {letter}").public
        self.decide(
            add_node=Message(
                "AddNode",
                node_id=node_name(identity),
                identity_key=identity,
                name=f"Partnership {letter}",
                reference=letter * 3,
            )
        )
        self.decide(add_member=Message("AddMember", node_id=node_name(identity), capacity=2))

    def admit(self, index: int, letter: str, incarnation: int = 1) -> None:
        name = f"{letter}{incarnation}"
        writer = Writer(
            self.control.scope,
            key(f"identity {letter}"),
            incarnation,
            key(f"log {name}"),
            sha256(name.encode())[:16],
        )
        self.decide(add_log=Message("AddLog", log_index=index, genesis=writer.signed.message()))
        log = self.logs[index] = HeldLog(index, writer.genesis)
        self.writers[index] = writer
        writer.admitted(log)

    def write(
        self,
        index: int,
        *operations: Message,
        seen: Context | None = None,
        control: int | None = None,
        salt: bytes = b"",
        reissue: Message | None = None,
    ) -> Commit:
        """Writes a commit and seals it; its author has seen everything, or what `seen` says."""
        self.time += MINUTE
        everything = {i: log.counter for i, log in self.logs.items() if i != index and log.counter}
        sequence = self.control.sequence if control is None else control
        commit = self.writers[index].write(
            operations,
            f"person-{index}",
            self.time,
            (sequence, self.control.hashes[sequence]),
            everything if seen is None else seen,
            salt,
            reissue,
        )
        self.writers[index].seal()
        return commit

    def cut(self, index: int, counter: int) -> Message:
        head = self.logs[index].hash_at(counter)
        return Message("Cut", log_index=index, counter=counter, head_hash=head)

    def write_raw(self, index: int, payload: bytes) -> Commit:
        """Writes a commit with a payload that this release cannot make."""
        self.time += MINUTE
        header = Message(
            "CommitHeader",
            hybrid_time_delta=MINUTE,
            payload_length=len(payload),
            context_delta=self._news(index),
            actor=f"person-{index}",
        )
        commit = self.writers[index].append(CommitBytes(bytes(header), b"", payload))
        self.writers[index].seal()
        return commit

    def _news(self, index: int) -> list[Message]:
        before = self.logs[index].author.context
        counters = ((i, log.counter - before.get(i, 0)) for i, log in self.logs.items())
        return [
            Message("ContextEntry", log_index=i, advance=n)
            for i, n in sorted(counters)
            if i != index and n > 0
        ]

    def twin(self, index: int, *operations: Message) -> Commit:
        """What another copy of the log's database wrote in its next place; it is not kept."""
        log, writer = self.logs[index], self.writers[index]
        kept = list(log.commits), dict(log.seals), self.time
        commit = self.write(index, *(operations or (tasks.create("CCC-T-0001"),)))
        self.twin_seal = log.seals[commit.counter]
        log.commits, log.seals, self.time = kept
        assert writer.log is log
        return commit

    def verdict(self, index: int, twin: Commit, accepted: Commit) -> Message:
        """The authority's word that the second of two histories counts."""
        counter = accepted.counter
        return Message(
            "ForkVerdict",
            fork_counter=counter,
            accepted=self.cut(index, counter),
            proof=Message(
                "ForkProof",
                log_index=index,
                counter=counter,
                first_hash=twin.hash,
                first_seal=self.twin_seal,
                second_hash=accepted.hash,
                second_seal=self.logs[index].seals[counter],
            ),
        )
