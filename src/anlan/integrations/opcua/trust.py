"""Certificates of OPC UA, kept in ``var/opcua``: our own, those trusted, those refused.

A server that wants security shows a certificate. The first time it is put into ``rejected``, and
the connection is refused; an engineer who has compared its fingerprint moves the file to
``trusted``. Our own certificate, ``own/anlan.der``, is what the plant's engineer trusts.
"""

from __future__ import annotations

import os
import re
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from asyncua.crypto import cert_gen
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

APPLICATION_URI = "urn:anlan:gateway"
#: Our certificate is installed in plants by hand; it must not end every year.
VALID_DAYS = 3650
#: Refused certificates that are kept; a hostile network must not fill the disk.
MOST_REJECTED = 100
_SECRET_NAME = re.compile(r"[0-9A-Za-z_\-][0-9A-Za-z_.\-]{0,63}")


class Untrusted(Exception):
    """The server's certificate is not trusted, not yet or no longer valid, or none at all."""


@dataclass(frozen=True, slots=True)
class TrustStore:
    """The folder of the certificates."""

    folder: Path

    @property
    def certificate_path(self) -> Path:
        """Our own certificate, to be given to the plants."""
        return self.folder / "own" / "anlan.der"

    @property
    def key_path(self) -> Path:
        """Our own private key."""
        return self.folder / "own" / "anlan.pem"

    def prepare(self) -> None:
        """Make the folders, our key and our certificate when they are missing."""
        for name in ("own", "trusted", "rejected", "secrets"):
            (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.certificate_path.is_file() and self.key_path.is_file():
            return
        key = cert_gen.generate_private_key()
        certificate = cert_gen.generate_self_signed_app_certificate(
            key,
            "Anlan",
            {"organizationName": "Anlan"},
            [x509.UniformResourceIdentifier(APPLICATION_URI), x509.DNSName(socket.gethostname())],
            extended=[ExtendedKeyUsageOID.CLIENT_AUTH],
            days=VALID_DAYS,
        )
        _write(self.key_path, cert_gen.dump_private_key_as_pem(key))
        _write(self.certificate_path, certificate.public_bytes(Encoding.DER))

    def check(self, raw: bytes | None) -> bytes:
        """Return a server's certificate when it is trusted; raises ``Untrusted``."""
        if not raw:
            raise Untrusted("the server shows no certificate")
        try:
            # Servers may send their whole chain; the first is theirs.
            length = int.from_bytes(raw[2:4], "big") + 4
            first = bytes(raw[:length])
            certificate = x509.load_der_x509_certificate(first)
            begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        except ValueError as error:
            raise Untrusted(f"the server's certificate cannot be read: {error}") from None
        name = f"{sha256(first).hexdigest()}.der"
        if not self._is_trusted(first):
            self._reject(name, first)
            raise Untrusted(f"not in trusted/: {name}")
        if not begins <= datetime.now(UTC) <= ends:
            raise Untrusted(f"valid from {begins:%Y-%m-%d} to {ends:%Y-%m-%d}: {name}")
        return first

    def trust(self, raw: bytes) -> None:
        """Trust a certificate (what the engineer does by moving the file)."""
        _write(self.folder / "trusted" / f"{sha256(raw).hexdigest()}.der", raw)

    def secret(self, name: str) -> str:
        """A password, by the name that stands in the registry; raises ``Untrusted``."""
        if not _SECRET_NAME.fullmatch(name):
            raise Untrusted(f"{name!r}: not the name of a secret")
        path = self.folder / "secrets" / name
        try:
            return path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise Untrusted(f"secrets/{name} cannot be read") from None

    def _is_trusted(self, raw: bytes) -> bool:
        """Whether the very bytes lie in ``trusted``, under whatever name."""
        for path in (self.folder / "trusted").glob("*"):
            try:
                if path.stat().st_size == len(raw) and path.read_bytes() == raw:
                    return True
            except OSError:
                continue
        return False

    def _reject(self, name: str, raw: bytes) -> None:
        rejected = self.folder / "rejected"
        if not (rejected / name).exists() and len(list(rejected.glob("*"))) < MOST_REJECTED:
            _write(rejected / name, raw)


def _write(path: Path, content: bytes) -> None:
    """Write a file that only we may read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
