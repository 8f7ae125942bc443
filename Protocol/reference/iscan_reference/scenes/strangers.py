"""Whom the hub refuses before a word is said (Transport.md, "Whom the hub refuses")."""

import datetime
import socket
import ssl
import tempfile
from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ..replica.peer import Peer
from ..session.transport import PATIENCE_SECONDS
from .checks import Checks
from .region import Region, enrol, synchronise


def strangers(checks: Checks, region: Region) -> None:
    """Each is turned away as the page says, and the hub's operator can read why."""
    peer = enrol(region, "Stranger", "STR", "E07000905")
    own = peer.keys.transport_pem + peer.member.certificate.public_bytes(serialization.Encoding.PEM)
    none = _attempt(peer, b"")
    checks.that("no certificate: alert 116", "CERTIFICATE_REQUIRED" in none, none)
    made_up = _attempt(peer, _self_signed())
    checks.that("made up at home: alert 46", "CERTIFICATE_UNKNOWN" in made_up, made_up)
    old = _attempt(peer, own, newest=ssl.TLSVersion.TLSv1_2)
    checks.that("TLS 1.2: alert 70", "PROTOCOL_VERSION" in old, old)
    other = _attempt(peer, own, protocols=["http/1.1"])
    checks.that("no h2: closed", other != "open", other)
    checks.equal("its own certificate: open", _attempt(peer, own), "open")
    region.hub("revoke", "STR", "--reason", "laptop stolen", "--yes")
    checks.refuses("revoked: told so over gRPC", "tls-revoked", lambda: synchronise(peer))
    told = {each["code"] for each in region.hub("refusals", "--json").json}
    wanted = {"tls-no-certificate", "tls-unknown-authority", "tls-version", "tls-revoked"}
    checks.that("the hub's operator can read why", wanted <= told, told)


def _attempt(
    peer: Peer,
    chain: bytes,
    newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    protocols: Sequence[str] = ("h2",),
) -> str:
    """`open`, or how the connection ended."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.maximum_version = newest
    context.set_alpn_protocols(list(protocols))
    context.load_verify_locations(cadata=peer.invitation.authority_pem)
    with tempfile.NamedTemporaryFile() as file:
        file.write(chain)
        file.flush()
        if chain:
            context.load_cert_chain(file.name)
    address = (peer.invitation.address, peer.invitation.port)
    try:
        with (
            socket.create_connection(address, timeout=PATIENCE_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=address[0]) as secure,
        ):
            # HTTP/2's preface and an empty SETTINGS frame; the hub answers with its own.
            secure.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]))
            return "open" if secure.recv(1) else "closed"
    except (ssl.SSLError, OSError) as error:
        return str(error)


def _self_signed() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nobody")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)
