"""How a bundle's content is encrypted piece by piece (Bundles.md)."""

from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from ..wire.hashing import sha256, tag, u32
from ..wire.refused import Refused

PIECE_BYTES, TAG_BYTES, NONCE_PREFIX = 65_536, 16, 7


class Pieces:
    """Seals and opens the pieces of one file."""

    def __init__(self, key: bytes, name: bytes, before: bytes) -> None:
        self._cipher = ChaCha20Poly1305(key)
        self._prefix = name[:NONCE_PREFIX]
        self._associated = sha256(tag("bundle"), before)

    def _nonce(self, number: int, is_last: bool) -> bytes:
        return self._prefix + u32(number) + bytes([is_last])

    def seal(self, plain: bytes) -> bytes:
        places = range(0, max(len(plain), 1), PIECE_BYTES)
        parts = [plain[place : place + PIECE_BYTES] for place in places]
        return b"".join(
            self._cipher.encrypt(
                self._nonce(number, number == len(parts) - 1), part, self._associated
            )
            for number, part in enumerate(parts)
        )

    def open(self, sealed: bytes) -> bytes:
        return b"".join(self._opened(sealed))

    def _opened(self, sealed: bytes) -> Iterator[bytes]:
        size = PIECE_BYTES + TAG_BYTES
        starts = range(0, max(len(sealed), 1), size)
        for number, start in enumerate(starts):
            part, is_last = sealed[start : start + size], start + size >= len(sealed)
            try:
                yield self._cipher.decrypt(self._nonce(number, is_last), part, self._associated)
            except (InvalidTag, ValueError):
                raise Refused(self._damage(number, part, is_last), f"piece {number + 1}") from None

    def _damage(self, number: int, part: bytes, is_last: bool) -> str:
        """A file that ends where a piece ends is whole as far as it goes."""
        if not is_last:
            return "bundle-damaged"
        try:
            self._cipher.decrypt(self._nonce(number, False), part, self._associated)
        except (InvalidTag, ValueError):
            return "bundle-cut-short" if len(part) < TAG_BYTES else "bundle-damaged"
        return "bundle-cut-short"
