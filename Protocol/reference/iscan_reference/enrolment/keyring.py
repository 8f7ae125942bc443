"""The keys of one node."""

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.x509.oid import NameOID

from ..logs.genesis import node_name
from ..wire.hashing import sha256
from ..wire.keys import SigningKey


def key_hash(certificate: x509.Certificate) -> bytes:
    """The TLS key hash: SHA-256 of the SubjectPublicKeyInfo in DER."""
    info = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return sha256(info)


class Keyring:
    """Identity (Ed25519), transport (P-256) and bundles (X25519); kept in memory only."""

    def __init__(self) -> None:
        self.identity = SigningKey()
        self.transport = ec.generate_private_key(ec.SECP256R1())
        self.bundle = X25519PrivateKey.generate()

    @property
    def node(self) -> bytes:
        return node_name(self.identity.public)

    @property
    def transport_public(self) -> bytes:
        return self.transport.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    @property
    def transport_hash(self) -> bytes:
        return sha256(self.transport_public)

    @property
    def transport_pem(self) -> bytes:
        return self.transport.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def certificate_request(self, name: str) -> x509.CertificateSigningRequest:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
        return builder.sign(self.transport, hashes.SHA256())
