"""One gRPC stream of frames over mutual TLS 1.3 (Transport.md, "The method")."""

import queue
import socket
import ssl
import tempfile
from collections.abc import Iterator
from types import TracebackType

import grpc
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from ..enrolment.certificates import check_hub_certificate
from ..enrolment.files import Invitation, Membership, utc_now
from ..enrolment.keyring import Keyring, key_hash
from ..wire.refused import Refused

METHOD = "/iscan.sync.v1.Sync/Session"
MESSAGE_BYTES_MAX = 1_052_672
PATIENCE_SECONDS = 20.0


def hub_certificate(invitation: Invitation, member: Membership, keys: Keyring) -> x509.Certificate:
    """The leaf that the hub shows.

    gRPC for Python does not tell it, so it is asked for in a handshake before. Were it another in
    the stream's own handshake, the hub's signature over its TLS key would not verify.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.set_alpn_protocols(["h2"])
    context.load_verify_locations(cadata=invitation.authority_pem)
    with tempfile.NamedTemporaryFile() as chain:
        chain.write(keys.transport_pem + member.certificate.public_bytes(Encoding.PEM))
        chain.flush()
        context.load_cert_chain(chain.name)
    address = (invitation.address, invitation.port)
    with (
        socket.create_connection(address, timeout=PATIENCE_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=invitation.address) as secure,
    ):
        if secure.version() != "TLSv1.3" or secure.selected_alpn_protocol() != "h2":
            raise Refused("hub-not-of-region", "not TLS 1.3 with h2")
        der = secure.getpeercert(binary_form=True)
    leaf = x509.load_der_x509_certificate(der or b"")
    check_hub_certificate(leaf, invitation.authority, invitation.address, utc_now())
    return leaf


class Stream:
    """Frames to and from the hub, each one serialised `Frame`."""

    def __init__(self, invitation: Invitation, member: Membership, keys: Keyring) -> None:
        leaf = hub_certificate(invitation, member, keys)
        self.own_key_hash = key_hash(member.certificate)
        self.hub_key_hash = key_hash(leaf)
        credentials = grpc.ssl_channel_credentials(
            invitation.authority_pem.encode(),
            keys.transport_pem,
            member.certificate.public_bytes(Encoding.PEM),
        )
        self._channel = grpc.secure_channel(
            f"{invitation.address}:{invitation.port}",
            credentials,
            [
                ("grpc.max_receive_message_length", MESSAGE_BYTES_MAX),
                ("grpc.max_send_message_length", MESSAGE_BYTES_MAX),
            ],
        )
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        method = self._channel.stream_stream(METHOD, _same, _same)
        self._call = method(self._frames(), timeout=90)

    def _frames(self) -> Iterator[bytes]:
        while (frame := self._outgoing.get()) is not None:
            yield frame

    def send(self, frame: bytes) -> None:
        self._outgoing.put(frame)

    def receive(self) -> bytes | None:
        """The next frame; nothing when the hub has ended its side in good order."""
        try:
            return next(iter(self._call), None)
        except grpc.RpcError as error:
            raise _refusal(error) from error

    def finish(self) -> None:
        """Ends this side: nothing is missing."""
        self._outgoing.put(None)

    def __enter__(self) -> "Stream":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._call.cancel()
        self._outgoing.put(None)
        self._channel.close()


def _same(frame: bytes) -> bytes:
    return frame


def _refusal(error: grpc.RpcError) -> Refused:
    """What the trailers of a refusal say (Transport.md, "Trailers of a refusal")."""
    if not isinstance(error, grpc.Call):
        return Refused("connection-cut", str(error))
    told = {key: value for key, value in error.trailing_metadata() or ()}
    return Refused(str(told.get("iscan-code", "connection-cut")), str(error.details()))
