"""What happens to accounts and rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class AccountOpened(Event):
    """An account was opened."""

    name: ClassVar[str] = "accounts.account.opened"
    user_id: int
    person_id: int | None = None


@dataclass(frozen=True)
class AccountClosed(Event):
    """An account was closed; all its sessions ended."""

    name: ClassVar[str] = "accounts.account.closed"
    user_id: int
    person_id: int | None = None


@dataclass(frozen=True)
class PasswordReset(Event):
    """An administrator gave an account a one-time password."""

    name: ClassVar[str] = "accounts.password.reset"
    words = _("password of an account reset")
    user_id: int
    person_id: int | None = None


@dataclass(frozen=True)
class GrantsChanged(Event):
    """What an account may do changed: role given, taken or delegated."""

    name: ClassVar[str] = "accounts.grants.changed"
    words = _("rights of an account changed")
    user_id: int
    person_id: int | None = None


@dataclass(frozen=True)
class RoleChanged(Event):
    """What a role may do changed."""

    name: ClassVar[str] = "accounts.role.changed"
    words = _("rights of a role changed")
    role_id: int


@dataclass(frozen=True)
class OverrideStarted(Event):
    """Somebody overrides the limits of his role in an emergency: the auditors should know now."""

    name: ClassVar[str] = "accounts.override.started"
    override_id: int
    user_id: int

    def topics(self) -> list[str]:
        """The audit desk hears at once."""
        return ["overrides"]


@dataclass(frozen=True)
class OverrideEnded(Event):
    """An override ended."""

    name: ClassVar[str] = "accounts.override.ended"
    override_id: int
    user_id: int

    def topics(self) -> list[str]:
        """The audit desk hears at once."""
        return ["overrides"]
