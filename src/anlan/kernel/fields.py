"""Model fields of the framework: personal data encrypted at rest."""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys]
    )


def _keys() -> tuple[str, ...]:
    return tuple(settings.ANLAN_FIELD_KEYS)


def blind_index(value: str) -> str:
    """Return a keyed digest of ``value``, so that an encrypted column can be searched exactly."""
    return hmac.new(_keys()[0].encode(), value.strip().encode(), hashlib.sha256).hexdigest()[:32]


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text stored as ciphertext (Fernet: AES-128-CBC, HMAC). The first key encrypts, all decrypt.

    Cannot be filtered on; keep a ``blind_index`` column beside it where exact search is needed.
    """

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way to the database."""
        if value in (None, ""):
            return value
        return _cipher(_keys()).encrypt(str(value).encode()).decode()

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """Decrypt on the way out; a value under a lost key reads as empty, never as ciphertext."""
        if value in (None, ""):
            return value
        try:
            return _cipher(_keys()).decrypt(value.encode()).decode()
        except InvalidToken:
            return ""


def encrypt_bytes(content: bytes) -> bytes:
    """Encrypt a file that waits in the database."""
    return _cipher(_keys()).encrypt(content)


def decrypt_bytes(content: bytes) -> bytes:
    """Undo ``encrypt_bytes``; empty under a lost key."""
    try:
        return _cipher(_keys()).decrypt(content)
    except InvalidToken:
        return b""


def mask(value: str, *, keep_start: int = 3, keep_end: int = 2) -> str:
    """Hide the middle of a sensitive value: ``00012345678`` → ``000******78``."""
    if len(value) <= keep_start + keep_end:
        return "*" * len(value)
    hidden = len(value) - keep_start - keep_end
    return f"{value[:keep_start]}{'*' * hidden}{value[-keep_end:]}"
