"""A scope's control log: records in order, and what they come to (Logs.md, "Control log")."""

from dataclasses import dataclass, field

from ..wire.hashing import sha256, tag, u64
from ..wire.keys import verifies
from ..wire.message import Message, record
from ..wire.refused import require
from .commit import Dot
from .control_actions import check_action
from .genesis import LogGenesis, ScopeGenesis, Signed, log_genesis, next_key_hash, of_length

READER, WRITER = 1, 2
WRITERS_MAX = 256


def control_hash(scope: bytes, sequence: int, before: bytes, content: bytes) -> bytes:
    return sha256(tag("control"), scope, u64(sequence), before, sha256(content))


def signed_bytes(scope: bytes, sequence: int, new_hash: bytes) -> bytes:
    """What the authority signs; 104 bytes."""
    return tag("control") + scope + u64(sequence) + new_hash


@dataclass(frozen=True)
class Cut:
    """Where a log ends: its last commit that counts."""

    log_index: int
    counter: int
    hash: bytes

    @classmethod
    def of(cls, message: Message) -> "Cut":
        return cls(message["log_index"], message["counter"], message["head_hash"])


@dataclass
class Control:
    """A control log as far as it is here."""

    genesis: ScopeGenesis
    genesis_signed: Signed
    records: list[Signed] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)  # hashes[n] for sequence n.
    key: bytes = b""
    next_hash: bytes = b""
    nodes: dict[bytes, Message] = field(default_factory=dict)  # As `AddNode` introduced them.
    members: dict[bytes, int] = field(default_factory=dict)
    ended: dict[bytes, int] = field(default_factory=dict)  # At which record a membership ended.
    logs: dict[int, LogGenesis] = field(default_factory=dict)
    admitted: dict[int, int] = field(default_factory=dict)  # By which record a log was.
    cuts: dict[int, Cut] = field(default_factory=dict)
    verdicts: list[tuple[int, Message]] = field(default_factory=list)
    redactions: dict[Dot, Message] = field(default_factory=dict)
    revoked: set[bytes] = field(default_factory=set)
    transport_keys: dict[bytes, list[bytes]] = field(default_factory=dict)
    bundle_keys: dict[bytes, bytes] = field(default_factory=dict)
    policy: Message | None = None
    dormant: set[bytes] = field(default_factory=set)
    mark: dict[int, Cut] = field(default_factory=dict)
    snapshots: list[Message] = field(default_factory=list)
    other: int = 0

    def __post_init__(self) -> None:
        self.hashes = [self.genesis.scope]
        self.key, self.next_hash = self.genesis.authority_key, self.genesis.next_key_hash

    @property
    def scope(self) -> bytes:
        return self.genesis.scope

    @property
    def sequence(self) -> int:
        return len(self.records)

    @property
    def hash(self) -> bytes:
        return self.hashes[-1]

    def apply(self, signed: Signed) -> None:
        """Checks the next record and does what it says; one that fails changes nothing."""
        fields = record(signed.content, "ControlRecord")
        before = of_length(fields["previous_hash"], 32)
        action = fields.chosen("action")
        body = fields[action] if action else Message("ControlRecord")
        check_action(action, body)
        sequence = self.sequence + 1
        require(fields["sequence"] == sequence, "control-out-of-sequence")
        require(before == self.hash, "control-hash-mismatch")
        new_hash = control_hash(self.scope, sequence, before, signed.content)
        key = self.key
        if action == "rotate_authority":
            key = body["authority_key"]
            require(next_key_hash(key) == self.next_hash, "control-next-key-mismatch")
        self._check_signatures(key, signed, signed_bytes(self.scope, sequence, new_hash))
        perform = getattr(self, f"_{action}", None)
        if perform is None:
            self.other += 1
        else:
            perform(body)
        self.records.append(signed)
        self.hashes.append(new_hash)

    def _check_signatures(self, key: bytes, signed: Signed, message: bytes) -> None:
        require(verifies(key, signed.signature, message), "signature-invalid")
        holders = self.genesis.co_authority_keys
        last = 0
        for holder, signature in signed.co_signatures:
            require(last < holder <= len(holders), "signature-invalid")
            require(verifies(holders[holder - 1], signature, message), "signature-invalid")
            last = holder
        require(1 + len(signed.co_signatures) >= self.genesis.threshold, "signature-invalid")

    # One method for each decision, called by the name of its field in `ControlRecord`.

    def _active(self, node: bytes) -> None:
        require(node in self.nodes, "control-node-unknown")
        require(node not in self.revoked, "control-node-revoked")

    def _add_node(self, body: Message) -> None:
        node = body["node_id"]
        require(node not in self.nodes, "control-node-known")
        self.nodes[node] = body
        self.transport_keys[node] = body["transport_key_hash"]
        self.bundle_keys[node] = body["bundle_key"]

    def _add_member(self, body: Message) -> None:
        node, capacity = body["node_id"], body["capacity"]
        self._active(node)
        require(self.members.get(node, READER) <= capacity, "control-rights-need-cut")
        self.members[node] = capacity
        self.ended.pop(node, None)

    def _add_log(self, body: Message) -> None:
        index = body["log_index"]
        require(index not in self.logs, "control-log-index-used")
        genesis = body["genesis"] or Message("SignedBytes")
        node = of_length(record(genesis["content"], "LogGenesis")["node_id"], 32)
        self._active(node)
        require(self.members.get(node) == WRITER, "control-not-writer")
        new = log_genesis(Signed.of(genesis), self.nodes[node]["identity_key"])
        require(new.scope == self.scope, "control-log-of-another-scope")
        require(all(old.log != new.log for old in self.logs.values()), "control-log-known")
        older = [old.incarnation for old in self.logs.values() if old.node == node]
        require(all(each < new.incarnation for each in older), "control-incarnation-used")
        require(len(self.logs) - len(self.cuts) < WRITERS_MAX, "scope-writers-too-many")
        self.logs[index], self.admitted[index] = new, self.sequence + 1

    def _remove_member(self, body: Message) -> None:
        require(body["node_id"] in self.members, "control-not-member")
        self._end(body)

    def _revoke_node(self, body: Message) -> None:
        require(body["node_id"] in self.nodes, "control-node-unknown")
        self._end(body)
        self.revoked.add(body["node_id"])

    def _end(self, body: Message) -> None:
        node, cuts = body["node_id"], dict(self.cuts)
        for cut in map(Cut.of, body["cut"]):
            require(cut.log_index in self.logs, "control-log-unknown")
            require(self.logs[cut.log_index].node == node, "control-log-of-another-node")
            cuts[cut.log_index] = self._earlier(cut)
        own = [index for index, log in self.logs.items() if log.node == node]
        require(all(index in cuts for index in own), "control-cut-missing")
        self.cuts = cuts
        self.members.pop(node, None)
        self.ended[node] = self.sequence + 1

    def _earlier(self, cut: Cut) -> Cut:
        held = self.cuts.get(cut.log_index)
        return held if held is not None and held.counter <= cut.counter else cut

    def _retire_log(self, body: Message) -> None:
        cut = Cut.of(body["cut"] or Message("Cut"))
        require(cut.log_index in self.logs, "control-log-unknown")
        self.cuts[cut.log_index] = self._earlier(cut)

    def _rotate_authority(self, body: Message) -> None:
        self.key, self.next_hash = body["authority_key"], body["next_authority_key_hash"]

    def _set_transport_keys(self, body: Message) -> None:
        self._active(body["node_id"])
        self.transport_keys[body["node_id"]] = body["transport_key_hash"]
        if body["bundle_key"]:
            self.bundle_keys[body["node_id"]] = body["bundle_key"]

    def _set_policy(self, body: Message) -> None:
        self.policy = body
