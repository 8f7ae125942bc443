"""zlib's format with its bounds: what is unpacked is as long as was said, and at most 20 times."""

import zlib

from .refused import Refused, require

RATIO_MAX = 20


def unpack(packed: bytes, length: int, bound: int) -> bytes:
    """Unpacks exactly `length` bytes; refuses before anything larger is allocated."""
    require(0 < length <= bound and length <= RATIO_MAX * len(packed), "limit-exceeded")
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(packed, length + 1)
    except zlib.error:
        raise Refused("protocol-violation", "not in zlib's format") from None
    whole = len(found) == length and unpacking.eof and not unpacking.unused_data
    require(whole, "protocol-violation", "packed bytes of another length")
    return found


def pack(plain: bytes) -> bytes | None:
    """Packs bytes; nothing if they would not be shorter, or more than 20 times."""
    packed = zlib.compress(plain, 6)
    return packed if len(packed) < len(plain) <= RATIO_MAX * len(packed) else None
