"""How scopes and logs begin, and their names (Logs.md, "Names", "Scope genesis", "Log genesis")."""

from dataclasses import dataclass

from ..wire.hashing import sha256, tag
from ..wire.keys import public_key, verifies
from ..wire.message import Message, record
from ..wire.refused import require


@dataclass(frozen=True)
class Signed:
    """Bytes, and a signature over them."""

    content: bytes
    signature: bytes
    co_signatures: tuple[tuple[int, bytes], ...] = ()

    @classmethod
    def of(cls, message: Message) -> "Signed":
        also = tuple((each["holder"], each["signature"]) for each in message["co_signature"])
        return cls(message["content"], message["signature"], also)

    def message(self) -> Message:
        also = [Message("CoSignature", holder=h, signature=s) for h, s in self.co_signatures]
        whole = Message("SignedBytes", content=self.content, signature=self.signature)
        if also:
            whole["co_signature"] = also
        return whole


def node_name(identity_key: bytes) -> bytes:
    return sha256(tag("node"), identity_key)


def next_key_hash(key: bytes) -> bytes:
    """What announces an authority's next key."""
    return sha256(tag("next-key"), key)


def check_field(condition: object, detail: str = "") -> None:
    require(condition, "record-field-invalid", detail)


def of_length(value: bytes, length: int) -> bytes:
    check_field(len(value) == length)
    return value


@dataclass(frozen=True)
class ScopeGenesis:
    """The beginning of a scope, verified."""

    scope: bytes
    kind: int
    name: str
    authority_key: bytes
    next_key_hash: bytes
    rules_version: int
    co_authority_keys: tuple[bytes, ...]
    threshold: int


def scope_genesis(signed: Signed) -> ScopeGenesis:
    """Reads and verifies a scope's genesis."""
    fields = record(signed.content, "ScopeGenesis")
    check_field(1 <= fields["kind"] <= 4)
    check_field(1 <= len(fields["name"].encode()) <= 64)
    announced = of_length(fields["next_authority_key_hash"], 32)
    of_length(fields["nonce"], 16)
    check_field(fields["rules_version"] >= 1)
    key = public_key(fields["authority_key"])
    others = tuple(public_key(other) for other in fields["co_authority_key"])
    check_field(len(others) <= 8 and len({key, *others}) == len(others) + 1)
    check_field(fields["authority_threshold"] <= len(others) + 1)
    require(verifies(key, signed.signature, tag("scope") + signed.content), "signature-invalid")
    return ScopeGenesis(
        sha256(tag("scope"), signed.content),
        fields["kind"],
        fields["name"],
        key,
        announced,
        fields["rules_version"],
        others,
        max(1, fields["authority_threshold"]),
    )


@dataclass(frozen=True)
class PreviousLog:
    """Where the node's log before ended, as far as the node knew."""

    log: bytes
    counter: int
    head: bytes


@dataclass(frozen=True)
class LogGenesis:
    """The beginning of a log, verified."""

    log: bytes
    scope: bytes
    node: bytes
    incarnation: int
    key: bytes
    previous: PreviousLog | None


def log_genesis(signed: Signed, identity_key: bytes) -> LogGenesis:
    """Reads and verifies a log's genesis against its node's identity key."""
    fields = record(signed.content, "LogGenesis")
    scope = of_length(fields["scope_id"], 32)
    check_field(fields["node_id"] == node_name(identity_key))
    check_field(fields["incarnation"] >= 1)
    of_length(fields["nonce"], 16)
    key = public_key(fields["log_public_key"])
    previous = None
    if (before := fields["previous_log"]) is not None:
        previous = PreviousLog(
            of_length(before["log_id"], 32), before["counter"], of_length(before["head_hash"], 32)
        )
    require(
        verifies(identity_key, signed.signature, tag("log") + signed.content), "signature-invalid"
    )
    return LogGenesis(
        sha256(tag("log"), signed.content),
        scope,
        fields["node_id"],
        fields["incarnation"],
        key,
        previous,
    )
