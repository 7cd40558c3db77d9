"""An authority of the tests' own, and certificates from it. Keys are made anew each time and never leave the folder."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Certificate:
    """PEM files."""

    chain: Path
    key: Path

    @property
    def both(self) -> Path:
        """Key and certificate in one file, as a Kafka broker wants them."""
        joined = self.chain.with_suffix(".both.pem")
        joined.write_bytes(self.key.read_bytes() + self.chain.read_bytes())
        return joined


class Authority:
    """Signs certificates; `file` is its own."""

    def __init__(self, folder: Path, name: str = "tests") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(name + " authority")
        constraints = x509.BasicConstraints(ca=True, path_length=0)
        made = _begun(self._name, self._name, self._key).add_extension(constraints, critical=True)
        self.file = folder / f"{name}-authority.pem"
        self.file.write_bytes(made.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM))

    def issue(self, common_name: str, address: str = "127.0.0.1", password: str | None = None) -> Certificate:
        """A certificate for clients of this name and servers at this address; its key locked if there is a password."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        made = _begun(_named(common_name), self._name, key).add_extension(names, critical=False)
        signed = made.sign(self._key, hashes.SHA256())
        lock = BestAvailableEncryption(password.encode()) if password else NoEncryption()
        issued = Certificate(self._folder / f"{common_name}.pem", self._folder / f"{common_name}.key")
        issued.chain.write_bytes(signed.public_bytes(Encoding.PEM))
        issued.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
        return issued


def _named(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
    )
