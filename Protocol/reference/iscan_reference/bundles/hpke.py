"""HPKE of RFC 9180 in base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.

Only the first message of a context is ever sealed, so the nonce is the base nonce.
"""

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from ..wire.refused import Refused

KEM, KDF, CIPHER = 0x0020, 0x0001, 0x0003
KEM_SUITE = b"KEM" + KEM.to_bytes(2, "big")
SUITE = b"HPKE" + b"".join(each.to_bytes(2, "big") for each in (KEM, KDF, CIPHER))
HASH_BYTES, KEY_BYTES, NONCE_BYTES = 32, 32, 12
BASE_MODE = b"\x00"


def _extract(salt: bytes, keying: bytes) -> bytes:
    """HKDF-Extract (RFC 5869)."""
    return hmac.digest(salt or bytes(HASH_BYTES), keying, "sha256")


def _expand(secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF-Expand (RFC 5869) to at most one hash's length, which is all that is needed here."""
    return hmac.digest(secret, info + b"\x01", "sha256")[:length]


def _labelled_extract(suite: bytes, salt: bytes, label: bytes, keying: bytes) -> bytes:
    return _extract(salt, b"HPKE-v1" + suite + label + keying)


def _labelled_expand(suite: bytes, secret: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return _expand(secret, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info, length)


def _shared_secret(exchanged: bytes, context: bytes) -> bytes:
    """ExtractAndExpand (RFC 9180, 4.1)."""
    secret = _labelled_extract(KEM_SUITE, b"", b"eae_prk", exchanged)
    return _labelled_expand(KEM_SUITE, secret, b"shared_secret", context, HASH_BYTES)


def _key_and_nonce(shared: bytes, info: bytes) -> tuple[bytes, bytes]:
    """KeySchedule (RFC 9180, 5.1) in base mode, without what only exports need."""
    psk_hash = _labelled_extract(SUITE, b"", b"psk_id_hash", b"")
    info_hash = _labelled_extract(SUITE, b"", b"info_hash", info)
    context = BASE_MODE + psk_hash + info_hash
    secret = _labelled_extract(SUITE, shared, b"secret", b"")
    return (
        _labelled_expand(SUITE, secret, b"key", context, KEY_BYTES),
        _labelled_expand(SUITE, secret, b"base_nonce", context, NONCE_BYTES),
    )


def seal(
    recipient: bytes,
    info: bytes,
    plain: bytes,
    associated: bytes = b"",
    ephemeral: X25519PrivateKey | None = None,
) -> tuple[bytes, bytes]:
    """The encapsulated key, and the text that only the recipient can open."""
    private = ephemeral or X25519PrivateKey.generate()
    encapsulated = private.public_key().public_bytes_raw()
    exchanged = private.exchange(X25519PublicKey.from_public_bytes(recipient))
    key, nonce = _key_and_nonce(_shared_secret(exchanged, encapsulated + recipient), info)
    return encapsulated, ChaCha20Poly1305(key).encrypt(nonce, plain, associated)


def open_sealed(
    private: X25519PrivateKey,
    encapsulated: bytes,
    info: bytes,
    sealed: bytes,
    associated: bytes = b"",
) -> bytes:
    """What was sealed; refused if it was not sealed to this key, or was altered."""
    own = private.public_key().public_bytes_raw()
    try:
        exchanged = private.exchange(X25519PublicKey.from_public_bytes(encapsulated))
        key, nonce = _key_and_nonce(_shared_secret(exchanged, encapsulated + own), info)
        return ChaCha20Poly1305(key).decrypt(nonce, sealed, associated)
    except (InvalidTag, ValueError):
        raise Refused("bundle-not-for-us") from None
