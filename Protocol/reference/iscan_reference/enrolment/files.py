"""Invitation, request and reply."""

import hmac
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from ..wire.hashing import sha256, tag
from ..wire.refused import Refused, require
from .certificates import check_node_certificate, check_signed_by
from .keyring import Keyring

FILE_BYTES_MAX = 65_536


def read_file(text: bytes) -> dict[str, Any]:
    """One of the three files."""
    require(len(text) <= FILE_BYTES_MAX, "enrolment-file-unreadable")
    try:
        found = json.loads(text)
    except ValueError:
        raise Refused("enrolment-file-unreadable") from None
    require(isinstance(found, dict), "enrolment-file-unreadable")
    require(found.get("version") == 1, "enrolment-file-version")
    return dict(found)


@dataclass(frozen=True)
class Invitation:
    """What the hub's operator sent."""

    region: str
    address: str
    port: int
    hub_name: str
    authority_pem: str
    code: str
    partnership: str
    expires: datetime

    @classmethod
    def of(cls, text: bytes) -> "Invitation":
        found = read_file(text)
        return cls(
            found["region"],
            found["hubAddress"],
            found["hubPort"],
            found["hubName"],
            found["authorityCertificatePEM"],
            found["code"],
            found["partnership"]["name"],
            datetime.fromisoformat(found["expires"]),
        )

    @property
    def name(self) -> str:
        return sha256(tag("invitation"), self.code.encode())[:8].hex()

    @property
    def authority(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.authority_pem.encode())


def request(invitation: Invitation, keys: Keyring, now: datetime) -> bytes:
    """The file that answers an invitation."""
    require(now <= invitation.expires, "invitation-expired")
    wish = keys.certificate_request(invitation.partnership)
    der = wish.public_bytes(serialization.Encoding.DER)
    bundle_key = keys.bundle.public_key().public_bytes_raw()
    statement = tag("enrolment-request") + keys.identity.public + der + bundle_key
    proof = hmac.digest(bytes.fromhex(invitation.code), statement, "sha256")
    return json.dumps(
        {
            "version": 1,
            "invitation": invitation.name,
            "csrPEM": wish.public_bytes(serialization.Encoding.PEM).decode(),
            "identityKey": b64encode(keys.identity.public).decode(),
            "bundleKey": b64encode(bundle_key).decode(),
            "codeProof": b64encode(proof).decode(),
            "identitySignature": b64encode(keys.identity.sign(statement)).decode(),
        }
    ).encode()


def fingerprint(keys: Keyring) -> str:
    """What both sides compare by telephone."""
    digest = sha256(tag("enrolment-fingerprint"), keys.identity.public, keys.transport_hash)
    digits = digest[:16].hex().upper()
    return " ".join(digits[place : place + 4] for place in range(0, 32, 4))


@dataclass(frozen=True)
class Membership:
    """What the reply gave, verified."""

    certificate: x509.Certificate
    authority: x509.Certificate
    hub_identity_key: bytes
    scopes: tuple[bytes, ...]


def accept_reply(text: bytes, invitation: Invitation, keys: Keyring, now: datetime) -> Membership:
    """Verifies the reply in the page's order."""
    found = read_file(text)
    require(found["invitation"] == invitation.name, "invitation-other")
    try:
        authority = x509.load_pem_x509_certificate(found["authorityCertificatePEM"].encode())
    except ValueError:
        raise Refused("reply-authority-other") from None
    require(authority == invitation.authority, "reply-authority-other")
    check_signed_by(authority, b64decode(found["signature"]), _statement(found))
    try:
        certificate = x509.load_pem_x509_certificate(found["certificatePEM"].encode())
    except ValueError:
        raise Refused("certificate-unreadable") from None
    check_node_certificate(certificate, authority, keys, now)
    scopes = tuple(bytes.fromhex(scope) for scope in found["scopes"])
    return Membership(certificate, authority, b64decode(found["hubIdentityKey"]), scopes)


def _statement(found: dict[str, Any]) -> bytes:
    """What the authority signed of a reply."""
    names = ("invitation", "certificatePEM", "hubIdentityKey")
    parts = [found[name].encode() for name in names] + [each.encode() for each in found["scopes"]]
    framed = (len(part).to_bytes(4, "big") + part for part in parts)
    return tag("enrolment-reply") + b"".join(framed)


def utc_now() -> datetime:
    return datetime.now(UTC)
