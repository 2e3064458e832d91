"""What happened to enterprises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

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
    words = _("status of an enterprise changed")
    enterprise_id: int
    region: str
    status: str


@dataclass(frozen=True)
class EnterpriseClaimed(_OnEnterprise):
    """A township confirmed that the enterprise is in its territory."""

    name: ClassVar[str] = "enterprises.enterprise.claimed"
    enterprise_id: int
    region: str


@dataclass(frozen=True)
class EnterpriseMerged(_OnEnterprise):
    """A second dossier of the same enterprise was merged into this one."""

    name: ClassVar[str] = "enterprises.enterprise.merged"
    enterprise_id: int
    former_id: int
    region: str


@dataclass(frozen=True)
class EnterpriseRefused(_OnEnterprise):
    """A township says that the enterprise is not in its territory."""

    name: ClassVar[str] = "enterprises.enterprise.refused"
    enterprise_id: int
    region: str
    reason: str


@dataclass(frozen=True)
class ParkChanged(Event):
    """Facts of a park's dossier changed."""

    name: ClassVar[str] = "enterprises.park.changed"
    park_id: int
    region: str

    def topics(self) -> list[str]:
        """The park."""
        return [f"park:{self.park_id}"]


class _OnPaper(_OnEnterprise):
    """The last day of something an enterprise needs passed, or has a new one.

    Exactly one ``lapsed``/``overdue`` for each last day that passes, and exactly one ``renewed``
    (``how``: renewed, removed) that ends it.
    """

    subject_id: int
    title: str


@dataclass(frozen=True)
class CertificateLapsed(_OnPaper):
    """A person's certificate ran out, or its review is late."""

    name: ClassVar[str] = "enterprises.certificate.lapsed"
    enterprise_id: int
    subject_id: int
    region: str
    title: str
    due_on: date


@dataclass(frozen=True)
class CertificateRenewed(_OnPaper):
    """A lapsed certificate is valid again, or gone."""

    name: ClassVar[str] = "enterprises.certificate.renewed"
    enterprise_id: int
    subject_id: int
    region: str
    title: str
    how: str = "renewed"


@dataclass(frozen=True)
class LicenceLapsed(_OnPaper):
    """A licence ran out."""

    name: ClassVar[str] = "enterprises.licence.lapsed"
    enterprise_id: int
    subject_id: int
    region: str
    title: str
    due_on: date


@dataclass(frozen=True)
class LicenceRenewed(_OnPaper):
    """A lapsed licence is valid again, or gone."""

    name: ClassVar[str] = "enterprises.licence.renewed"
    enterprise_id: int
    subject_id: int
    region: str
    title: str
    how: str = "renewed"


@dataclass(frozen=True)
class InspectionOverdue(_OnPaper):
    """The inspection of a piece of equipment is late."""

    name: ClassVar[str] = "enterprises.inspection.overdue"
    enterprise_id: int
    subject_id: int
    region: str
    title: str
    due_on: date


@dataclass(frozen=True)
class InspectionRenewed(_OnPaper):
    """Equipment with a late inspection was inspected, or is gone."""

    name: ClassVar[str] = "enterprises.inspection.renewed"
    enterprise_id: int
    subject_id: int
    region: str
    title: str
    how: str = "renewed"


@dataclass(frozen=True)
class PaperLapsed(_OnPaper):
    """Another paper ran out: insurance, standardisation, agency service, HAZOP (``what``)."""

    name: ClassVar[str] = "enterprises.paper.lapsed"
    enterprise_id: int
    subject_id: int
    region: str
    title: str
    due_on: date
    what: str


@dataclass(frozen=True)
class PaperRenewed(_OnPaper):
    """Another lapsed paper is valid again, or gone."""

    name: ClassVar[str] = "enterprises.paper.renewed"
    enterprise_id: int
    subject_id: int
    region: str
    title: str
    what: str
    how: str = "renewed"
