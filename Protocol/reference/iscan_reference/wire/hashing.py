"""H, TAG and numbers of fixed length (Logs.md, "Notation")."""

import hashlib
from functools import cache


def sha256(*parts: bytes) -> bytes:
    """H of the parts joined; 32 bytes."""
    return hashlib.sha256(b"".join(parts)).digest()


@cache
def tag(purpose: str) -> bytes:
    """What begins everything hashed or signed for a purpose; 32 bytes."""
    return sha256(b"iscan/1/" + purpose.encode())


def u8(number: int) -> bytes:
    return number.to_bytes(1, "big")


def u32(number: int) -> bytes:
    return number.to_bytes(4, "big")


def u64(number: int) -> bytes:
    return number.to_bytes(8, "big")


def fingerprint(digest: bytes) -> str:
    """A digest as people compare it by telephone (Logs.md, "Fingerprints")."""
    digits = digest.hex()[:32]
    return "-".join(digits[place : place + 4] for place in range(0, 32, 4))
