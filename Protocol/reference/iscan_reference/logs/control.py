"""A scope's control log: records in order, and what they come to (Logs.md, "Control log")."""

from dataclasses import dataclass, field

from ..wire.hashing import sha256, tag, u64
from ..wire.keys import verifies
from ..wire.message import Message, record
from ..wire.refused import require
from .commit import Dot
from .control_actions import check_action
from .fork import proves_fork
from .genesis import LogGenesis, ScopeGenesis, Signed, log_genesis, next_key_hash, of_length

READER, WRITER = 1, 2
WRITERS_MAX = 256


def control_hash(scope: bytes, sequence: int, before: bytes, content: bytes) -> bytes:
    return sha256(tag("control"), scope, u64(sequence), before, record_hash(content))


def record_hash(content: bytes) -> bytes:
    """Of a record, or of the one in whose place an erased one stands."""
    fields = record(content, "ControlRecord")
    if fields.chosen("action") == "erased":
        return of_length(fields["erased"]["record_hash"], 32)
    return sha256(content)


def without_content(signed: Signed) -> Signed:
    """What is kept of a `Redact` that a later one replaced: its place in the chain."""
    fields = record(signed.content, "ControlRecord")
    erased = Message(
        "ControlRecord",
        sequence=fields["sequence"],
        previous_hash=fields["previous_hash"],
        erased=Message("ErasedRecord", record_hash=record_hash(signed.content)),
    )
    return Signed(bytes(erased), signed.signature, signed.co_signatures)


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


@dataclass(frozen=True)
class Fork:
    """A log that was continued in two ways, and what is certain to have been seen of it."""

    log_index: int
    certain: int
    sequence: int  # Of the verdict.


def witness_bytes(scope: bytes, manifest_hash: bytes) -> bytes:
    """What a member signs who has made a snapshot anew and found the same."""
    return tag("witness") + scope + manifest_hash


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
    joined: list[bytes] = field(default_factory=list)  # In order; the first is the keeper.
    logs: dict[int, LogGenesis] = field(default_factory=dict)
    admitted: dict[int, int] = field(default_factory=dict)  # By which record a log was.
    cuts: dict[int, Cut] = field(default_factory=dict)
    forks: list[Fork] = field(default_factory=list)
    redactions: dict[Dot, Message] = field(default_factory=dict)
    redacted_at: dict[Dot, int] = field(default_factory=dict)
    # Erased records that no later one has explained: nothing may be done by this log until then.
    unexplained: set[int] = field(default_factory=set)
    revoked: set[bytes] = field(default_factory=set)
    transport_keys: dict[bytes, list[bytes]] = field(default_factory=dict)
    bundle_keys: dict[bytes, bytes] = field(default_factory=dict)
    policy: Message | None = None
    rules_version: int = 0
    # Later rules: from which record, which version, and the last commits judged by those before.
    rules: list[tuple[int, int, dict[int, int]]] = field(default_factory=list)
    dormant: set[bytes] = field(default_factory=set)
    mark: dict[int, Cut] = field(default_factory=dict)
    snapshots: list[Message] = field(default_factory=list)
    other: int = 0

    def __post_init__(self) -> None:
        self.hashes = [self.genesis.scope]
        self.rules_version = self.genesis.rules_version
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
        """Every signature must be good: one that nobody needs anybody could change."""
        require(verifies(key, signed.signature, message), "signature-invalid")
        holders = self.genesis.co_authority_keys if self.genesis.threshold > 1 else ()
        last = 0
        for holder, signature in signed.co_signatures:
            require(last < holder <= len(holders), "signature-invalid")
            require(verifies(holders[holder - 1], signature, message), "signature-invalid")
            last = holder
        enough = 1 + len(signed.co_signatures) >= self.genesis.threshold
        require(enough, "control-signatures-too-few")

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
        if node not in self.joined:
            self.joined.append(node)

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
        node = body["node_id"]
        cuts = list(map(Cut.of, body["cut"]))
        for cut in cuts:
            self._check_end(cut)
            require(self.logs[cut.log_index].node == node, "control-log-of-another-node")
        named = {cut.log_index for cut in cuts} | set(self.cuts)
        own = {index for index, log in self.logs.items() if log.node == node}
        require(own <= named, "control-cut-missing")
        for cut in cuts:
            self._end_log(cut)
        self.members.pop(node, None)
        self.dormant.discard(node)

    def _check_end(self, cut: Cut) -> None:
        """What all members hold stays."""
        require(cut.log_index in self.logs, "control-log-unknown")
        mark = self.mark.get(cut.log_index)
        fits = mark is None or cut.counter > mark.counter or cut == mark
        require(fits, "control-cut-below-mark")

    def _end_log(self, cut: Cut) -> None:
        """Of two ends the earlier one counts."""
        held = self.cuts.get(cut.log_index)
        if held is None or held.counter > cut.counter:
            self.cuts[cut.log_index] = cut

    def _retire_log(self, body: Message) -> None:
        cut = Cut.of(body["cut"] or Message("Cut"))
        self._check_end(cut)
        self._end_log(cut)

    def _rotate_authority(self, body: Message) -> None:
        self.key, self.next_hash = body["authority_key"], body["next_authority_key_hash"]

    def _set_transport_keys(self, body: Message) -> None:
        self._active(body["node_id"])
        self.transport_keys[body["node_id"]] = body["transport_key_hash"]
        if body["bundle_key"]:
            self.bundle_keys[body["node_id"]] = body["bundle_key"]

    def _set_policy(self, body: Message) -> None:
        version, cuts = body["rules_version"], list(map(Cut.of, body["cut"]))
        require(version >= self.rules_version, "control-rules-went-back")
        require(all(cut.log_index in self.logs for cut in cuts), "control-log-unknown")
        if version > self.rules_version:
            named = {cut.log_index for cut in cuts} | set(self.cuts)
            require(set(self.logs) <= named, "control-cut-missing")
            marks = {index: mark.counter for index, mark in self.mark.items()}
            fits = all(cut.counter >= marks.get(cut.log_index, 0) for cut in cuts)
            require(fits, "control-cut-below-mark")
            self.rules_version = version
            last = {index: cut.counter for index, cut in self.cuts.items()}
            for cut in cuts:
                end = last.get(cut.log_index, cut.counter)
                last[cut.log_index] = min(end, cut.counter)
            self.rules.append((self.sequence + 1, version, last))
        self.policy = body

    def rules_for(self, dot: Dot, sequence: int) -> int:
        """The version of the rules that judge a commit made under a control sequence."""
        version = self.genesis.rules_version
        for since, later, last_before in self.rules:
            if sequence >= since or dot[1] > last_before.get(dot[0], 0):
                version = later
        return version

    def _dormant(self, body: Message) -> None:
        require(body["node_id"] in self.members, "control-not-member")
        (self.dormant.discard if body["is_back"] else self.dormant.add)(body["node_id"])

    def _fork_verdict(self, body: Message) -> None:
        accepted, fork, proof = Cut.of(body["accepted"]), body["fork_counter"], body["proof"]
        require(accepted.log_index in self.logs, "control-log-unknown")
        log = self.logs.get(proof["log_index"])
        require(log is not None and proves_fork(proof, log), "fork-unproven")
        fits = proof["log_index"] == accepted.log_index and 1 <= fork <= proof["counter"]
        require(fits and accepted.counter >= fork - 1, "control-verdict-unfit")
        self._check_end(accepted)
        held = self.cuts.get(accepted.log_index)
        if held is None or held.counter >= accepted.counter:
            self.cuts[accepted.log_index] = accepted
        mark = self.mark.get(accepted.log_index)
        certain = max(fork - 1, mark.counter if mark else 0)
        self.forks.append(Fork(accepted.log_index, certain, self.sequence + 1))

    def _redact(self, body: Message) -> None:
        dot = body["dot"]
        require(dot["log_index"] in self.logs, "control-log-unknown")
        place = (dot["log_index"], dot["counter"])
        if replaced := body["replaces"]:
            known = replaced in self.unexplained or self.redacted_at.get(place) == replaced
            require(known, "control-replaces-another")
            self.unexplained.discard(replaced)
            if replaced <= len(self.records):
                self.records[replaced - 1] = without_content(self.records[replaced - 1])
        self.redactions[place], self.redacted_at[place] = body, self.sequence + 1

    def _erased(self, body: Message) -> None:
        self.unexplained.add(self.sequence + 1)

    def _counts(self, cut: Cut) -> bool:
        end = self.cuts.get(cut.log_index)
        return end is None or cut.counter < end.counter or cut == end

    def _stability_mark(self, body: Message) -> None:
        mark = {each["log_index"]: Cut.of(each) for each in body["frontier"]}
        for cut in mark.values():
            require(cut.log_index in self.logs, "control-log-unknown")
            require(self._counts(cut), "control-beyond-cut")
        for index, before in self.mark.items():
            now = mark.get(index)
            advanced = now is not None and (now.counter > before.counter or now == before)
            require(advanced, "control-mark-went-back")
        self.mark = mark

    def _snapshot_declare(self, body: Message) -> None:
        for cut in map(Cut.of, body["frontier"]):
            require(cut.log_index in self.logs, "control-log-unknown")
            require(self._counts(cut), "control-beyond-cut")
        signed = witness_bytes(self.scope, body["manifest_hash"])
        for witness in body["witness"]:
            node = witness["node_id"]
            require(node in self.members, "control-witness-not-member")
            key = self.nodes[node]["identity_key"]
            require(verifies(key, witness["signature"], signed), "signature-invalid")
        self.snapshots.append(body)
