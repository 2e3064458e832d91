"""What happened to enterprises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from anlan.kernel.events import Event


class _OnEnterprise(Event):
    """Events of one dossier; its page and the list hear of them."""

    enterprise_id: int

    def topics(self) -> list[str]:
        """The dossier and the list."""
        return [f"enterprise:{self.enterprise_id}", "enterprises"]


@dataclass(frozen=True)
class EnterpriseCreated(_OnEnterprise):
    """An enterprise was registered."""

    name: ClassVar[str] = "enterprises.enterprise.created"
    enterprise_id: int
    organisation_id: int
    region: str


@dataclass(frozen=True)
class EnterpriseChanged(_OnEnterprise):
    """Facts of a dossier changed."""

    name: ClassVar[str] = "enterprises.enterprise.changed"
    enterprise_id: int
    region: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class EnterpriseStatusChanged(_OnEnterprise):
    """Production was suspended, resumed or ended."""

    name: ClassVar[str] = "enterprises.enterprise.status_changed"
    enterprise_id: int
    region: str
    status: str


@dataclass(frozen=True)
class EnterpriseClaimed(_OnEnterprise):
    """A township confirmed that the enterprise is in its territory."""

    name: ClassVar[str] = "enterprises.enterprise.claimed"
    enterprise_id: int
    region: str
