"""Digests of what is held, and what sessions and receipts sign (Logs.md, last sections)."""

from collections.abc import Iterable

from ..wire.hashing import sha256, tag, u8, u32, u64

Held = tuple[int, int, bytes]  # Log index, counter, hash[counter].


def frontier_digest(
    scope: bytes, sequence: int, control_hash: bytes, held: Iterable[Held]
) -> bytes:
    """What a replica holds of a scope; logs without commits are left out."""
    logs = (u32(index) + u64(counter) + head for index, counter, head in sorted(held) if counter)
    return sha256(tag("frontier"), scope, u64(sequence), control_hash, *logs)


def combined_digest(digests: dict[bytes, bytes]) -> bytes:
    """Over several scopes: frontier digests by scope."""
    return sha256(tag("combined"), *(scope + digests[scope] for scope in sorted(digests)))


def session_bytes(
    role: int, initiator: bytes, responder: bytes, initiator_key: bytes, responder_key: bytes
) -> bytes:
    """What a peer signs to show who it is: both Hello frames as they travelled, both TLS keys."""
    hellos = sha256(initiator, responder)
    return tag("session") + u8(role) + hellos + initiator_key + responder_key


def receipt_bytes(scope: bytes, held: Iterable[Held], received_at: int) -> bytes:
    """What the hub signs when it holds commits durably."""
    logs = [u32(index) + u64(counter) + head[:8] for index, counter, head in sorted(held)]
    return tag("receipt") + scope + u32(len(logs)) + b"".join(logs) + u64(received_at)
