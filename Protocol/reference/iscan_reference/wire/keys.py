"""Ed25519 keys and signatures under the one rule of Logs.md, "Notation"."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .refused import require

# The curve of RFC 8032, section 5.1: its prime and the constant d.
PRIME = 2**255 - 19
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME
Point = tuple[int, int]


def _point(key: bytes) -> Point | None:
    """The affine point that 32 bytes encode, its sign aside; nothing if they encode none."""
    y = int.from_bytes(key, "little") & (2**255 - 1)
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if x * x % PRIME != square:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    return (x, y) if x * x % PRIME == square else None


def _doubled(point: Point) -> Point:
    x, y = point
    product = CURVE * x * x * y * y % PRIME
    return (
        2 * x * y * pow(1 + product, -1, PRIME) % PRIME,
        (y * y + x * x) * pow(1 - product, -1, PRIME) % PRIME,
    )


def public_key(key: bytes) -> bytes:
    """Admits a key: 32 bytes, in canonical form, not of an order that divides 8."""
    require(len(key) == 32, "key-unusable")
    require((int.from_bytes(key, "little") & (2**255 - 1)) < PRIME, "key-unusable")
    point = _point(key)
    if point is not None:
        for _ in range(3):
            point = _doubled(point)
        require(point != (0, 1), "key-unusable")
    return key


def verifies(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a signature holds, by RFC 8032 without the cofactor."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class SigningKey:
    """An Ed25519 key pair."""

    def __init__(self, private: Ed25519PrivateKey | None = None) -> None:
        self._private = private or Ed25519PrivateKey.generate()
        self.public = self._private.public_key().public_bytes_raw()

    @classmethod
    def of_secret(cls, secret: bytes) -> "SigningKey":
        return cls(Ed25519PrivateKey.from_private_bytes(secret))

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)
