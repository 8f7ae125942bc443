"""What makes a leaf certificate acceptable (Transport.md, "Certificates")."""

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, ObjectIdentifier

from ..wire.refused import Refused, require
from .keyring import Keyring, key_hash

KNOWN_CRITICAL = {
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.KEY_USAGE,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
}


def check_signed_by(authority: x509.Certificate, signature: bytes, statement: bytes) -> None:
    """Checks a signature of the authority's TLS key over a reply."""
    key = authority.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    try:
        key.verify(signature, statement, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise Refused("reply-signature-invalid") from None


def check_leaf(
    leaf: x509.Certificate, authority: x509.Certificate, purpose: ObjectIdentifier, now: datetime
) -> None:
    """Refuses with `leaf-invalid`; the callers have codes of their own for it."""
    code = "leaf-invalid"
    require(leaf.version is x509.Version.v3, code, "version")
    require(leaf.issuer == authority.subject, code, "issuer")
    try:
        leaf.verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError, TypeError):
        raise Refused(code, "signature") from None
    extensions = leaf.extensions
    constraints = extensions.get_extension_for_class(x509.BasicConstraints).value
    require(not constraints.ca, code, "is an authority")
    usage = extensions.get_extension_for_class(x509.KeyUsage).value
    require(usage.digital_signature, code, "key usage")
    extended = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    require(purpose in extended, code, "extended key usage")
    critical = {each.oid for each in extensions if each.critical}
    require(critical <= KNOWN_CRITICAL, code, "critical extension")
    for each in (leaf, authority):
        require(each.not_valid_before_utc <= now <= each.not_valid_after_utc, code, "time")


def check_node_certificate(
    leaf: x509.Certificate, authority: x509.Certificate, keys: Keyring, now: datetime
) -> None:
    """Checks a certificate that the hub issued for this node."""
    try:
        check_leaf(leaf, authority, ExtendedKeyUsageOID.CLIENT_AUTH, now)
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (Refused, x509.ExtensionNotFound):
        raise Refused("reply-certificate-invalid") from None
    own = f"urn:iscan:node:{keys.node.hex()}"
    uris = names.get_values_for_type(x509.UniformResourceIdentifier)
    require(uris == [own], "reply-certificate-invalid")
    require(key_hash(leaf) == keys.transport_hash, "certificate-key-mismatch")


def check_hub_certificate(
    leaf: x509.Certificate, authority: x509.Certificate, name: str, now: datetime
) -> None:
    """Checks the certificate that the hub shows."""
    check_leaf(leaf, authority, ExtendedKeyUsageOID.SERVER_AUTH, now)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    dns = [each.lower() for each in names.get_values_for_type(x509.DNSName)]
    addresses = [str(each) for each in names.get_values_for_type(x509.IPAddress)]
    require(name.lower() in dns or name in addresses, "hub-name-other")
