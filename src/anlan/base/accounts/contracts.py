"""What other apps get to know of accounts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """An account by value."""

    id: int
    username: str
    display_name: str
    person_id: int | None
    is_active: bool
    role_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """A new or reset account with its one-time password, shown once and kept nowhere."""

    id: int
    username: str
    password: str
