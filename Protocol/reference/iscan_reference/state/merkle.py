"""The Merkle tree head of RFC 9162, section 2.1."""

import hashlib
from collections.abc import Sequence

from ..wire.hashing import sha256


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00", entry)


def tree_head(entries: Sequence[bytes]) -> bytes:
    """MTH of the entries, written as the RFC defines it."""
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return leaf_hash(entries[0])
    # The largest power of two that is smaller than the number of entries.
    split = 1 << ((len(entries) - 1).bit_length() - 1)
    return sha256(b"\x01", tree_head(entries[:split]), tree_head(entries[split:]))
