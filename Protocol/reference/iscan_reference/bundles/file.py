"""The bundle file as a whole (Bundles.md)."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ..logs.genesis import node_name
from ..wire.hashing import sha256, tag, u32
from ..wire.keys import SigningKey, public_key, verifies
from ..wire.message import Message, read
from ..wire.refused import Refused, require
from . import hpke
from .pieces import Pieces

MARK, VERSION = b"ISCANBDL", 1
RECORD_BYTES_MAX = 1_048_576
ENVELOPE_BYTES_MAX = 65_536
CONTENT_KEY_BYTES = 32


@dataclass(frozen=True)
class Bundle:
    """A bundle that was opened, and whose creator's signature held."""

    name: bytes
    manifest: Message
    frames: tuple[bytes, ...]


class _Cursor:
    """Takes records from bytes."""

    def __init__(self, data: bytes, code: str) -> None:
        self.data, self.offset, self.code = data, 0, code

    def take(self, count: int) -> bytes:
        require(self.offset + count <= len(self.data), self.code)
        self.offset += count
        return self.data[self.offset - count : self.offset]

    def record(self, limit: int) -> bytes:
        length = int.from_bytes(self.take(4), "big")
        require(length <= limit, "bundle-unreadable", f"a record of {length} bytes")
        return self.take(length)


def _info(name: bytes) -> bytes:
    return tag("bundle-key") + name


def _content_key(envelope: Message, private: X25519PrivateKey) -> bytes:
    """Whom a file is for is found by trying one's key."""
    for each in envelope["recipient"]:
        try:
            return hpke.open_sealed(
                private, each["encapsulated_key"], _info(envelope["bundle_id"]), each["sealed_key"]
            )
        except Refused:
            continue
    raise Refused("bundle-for-others")


def read_bundle(data: bytes, private: X25519PrivateKey) -> Bundle:
    """Opens a file and checks every byte of it."""
    require(data[: len(MARK)] == MARK[: len(data)], "bundle-other-file")
    outer = _Cursor(data, "bundle-cut-short")
    outer.take(len(MARK))
    require(outer.take(1)[0] == VERSION, "bundle-version-unknown")
    envelope = read(outer.record(ENVELOPE_BYTES_MAX), "BundleEnvelope")
    name = envelope["bundle_id"]
    require(len(name) == 16 and 1 <= len(envelope["recipient"]) <= 256, "bundle-damaged")
    key = _content_key(envelope, private)
    inside = Pieces(key, name, data[: outer.offset]).open(data[outer.offset :])
    return _content(name, inside)


def _content(name: bytes, inside: bytes) -> Bundle:
    cursor = _Cursor(inside, "bundle-unreadable")
    records = []
    while record := cursor.record(RECORD_BYTES_MAX):
        records.append(record)
    body_digest = sha256(inside[: cursor.offset])
    require(records, "bundle-unreadable", "there is no manifest")
    manifest = read(records[0], "BundleManifest")
    trailer = read(cursor.record(1024), "BundleTrailer")
    require(cursor.offset == len(inside), "bundle-unreadable", "something follows its end")
    creator = public_key(manifest["creator_identity_key"])
    require(node_name(creator) == manifest["creator"], "bundle-forged")
    signed = tag("bundle") + name + body_digest
    require(trailer["body_digest"] == body_digest, "bundle-forged")
    require(verifies(creator, trailer["signature"], signed), "bundle-forged")
    return Bundle(name, manifest, tuple(records[1:]))


def write_bundle(
    manifest: Message, frames: Sequence[bytes], recipients: Sequence[bytes], identity: SigningKey
) -> bytes:
    """Makes a file for the holders of the recipients' bundle keys."""
    name, key = os.urandom(16), os.urandom(CONTENT_KEY_BYTES)
    sealed = [hpke.seal(recipient, _info(name), key) for recipient in recipients]
    envelope = bytes(
        Message(
            "BundleEnvelope",
            bundle_id=name,
            recipient=[
                Message("BundleRecipient", encapsulated_key=encapsulated, sealed_key=text)
                for encapsulated, text in sealed
            ],
        )
    )
    before = MARK + bytes([VERSION]) + u32(len(envelope)) + envelope
    records = [bytes(manifest), *frames]
    body = b"".join(u32(len(record)) + record for record in records) + u32(0)
    signature = identity.sign(tag("bundle") + name + sha256(body))
    trailer = bytes(Message("BundleTrailer", body_digest=sha256(body), signature=signature))
    inside = body + u32(len(trailer)) + trailer
    return before + Pieces(key, name, before).seal(inside)
