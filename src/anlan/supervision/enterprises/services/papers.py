"""Certificates, licences, standardisation, insurance, agency services, equipment, former codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.supervision.enterprises.models import (
    AgencyService,
    Certificate,
    ChemicalHolding,
    Enterprise,
    Equipment,
    FormerCode,
    Insurance,
    Licence,
    Standardisation,
)
from anlan.supervision.enterprises.services.dossier import (
    add_part,
    change_part,
    open_dossier,
    remove_part,
)


def _own_person(enterprise_id: int, person_id: Any) -> None:
    people = apps.get_model("organisations.Person")._default_manager
    own = people.filter(pk=person_id, organisation__enterprise=enterprise_id)
    if not own.exists():
        raise InvalidInput(
            fields={"person_id": _("This person does not belong to the enterprise.")}
        )


@transaction.atomic
def add_certificate(*, enterprise_id: int, actor: Actor, **facts: Any) -> Certificate:
    """Enter a certificate of a person of the enterprise (``person_id``, ``kind``, ``number`` …)."""
    open_dossier(enterprise_id, actor)
    _own_person(enterprise_id, facts.get("person_id"))
    return add_part(Certificate, enterprise_id, facts, actor)


@transaction.atomic
def update_certificate(
    *, certificate_id: int, actor: Actor, reason: str = "", **facts: Any
) -> Certificate:
    """Correct or renew a certificate; a later last day ends its lapse."""
    certificate = change_part(Certificate, certificate_id, facts, actor, reason)
    _own_person(certificate.enterprise_id, certificate.person_id)
    return certificate


@transaction.atomic
def remove_certificate(*, certificate_id: int, actor: Actor, reason: str) -> None:
    """Take a certificate out: its holder left, it was entered by mistake."""
    remove_part(Certificate, certificate_id, actor, reason)


@transaction.atomic
def update_licence(*, licence_id: int, actor: Actor, reason: str = "", **facts: Any) -> Licence:
    """Correct a licence, or renew it with a new last day."""
    return change_part(Licence, licence_id, facts, actor, reason)


@transaction.atomic
def remove_licence(*, licence_id: int, actor: Actor, reason: str) -> None:
    """Take a licence out: it was revoked, or entered by mistake."""
    remove_part(Licence, licence_id, actor, reason)


@transaction.atomic
def add_standardisation(*, enterprise_id: int, actor: Actor, **facts: Any) -> Standardisation:
    """Enter a standardisation grade (GB/T 33000)."""
    return add_part(Standardisation, enterprise_id, facts, actor)


@transaction.atomic
def update_standardisation(
    *, standardisation_id: int, actor: Actor, reason: str = "", **facts: Any
) -> Standardisation:
    """Correct or renew a standardisation grade."""
    return change_part(Standardisation, standardisation_id, facts, actor, reason)


@transaction.atomic
def remove_standardisation(*, standardisation_id: int, actor: Actor, reason: str) -> None:
    """Take a standardisation grade out: it was withdrawn."""
    remove_part(Standardisation, standardisation_id, actor, reason)


@transaction.atomic
def add_insurance(*, enterprise_id: int, actor: Actor, **facts: Any) -> Insurance:
    """Enter a safety liability policy."""
    return add_part(Insurance, enterprise_id, facts, actor)


@transaction.atomic
def update_insurance(
    *, insurance_id: int, actor: Actor, reason: str = "", **facts: Any
) -> Insurance:
    """Correct or renew a policy."""
    return change_part(Insurance, insurance_id, facts, actor, reason)


@transaction.atomic
def remove_insurance(*, insurance_id: int, actor: Actor, reason: str) -> None:
    """Take a policy out: it was cancelled."""
    remove_part(Insurance, insurance_id, actor, reason)


@transaction.atomic
def add_agency_service(*, enterprise_id: int, actor: Actor, **facts: Any) -> AgencyService:
    """Enter what a technical service agency does for the enterprise."""
    return add_part(AgencyService, enterprise_id, facts, actor)


@transaction.atomic
def update_agency_service(
    *, agency_service_id: int, actor: Actor, reason: str = "", **facts: Any
) -> AgencyService:
    """Correct or prolong an agency service."""
    return change_part(AgencyService, agency_service_id, facts, actor, reason)


@transaction.atomic
def remove_agency_service(*, agency_service_id: int, actor: Actor, reason: str) -> None:
    """Take an agency service out."""
    remove_part(AgencyService, agency_service_id, actor, reason)


@transaction.atomic
def update_equipment(
    *,
    equipment_id: int,
    actor: Actor,
    reason: str = "",
    operator_ids: Iterable[int] | None = None,
    **facts: Any,
) -> Equipment:
    """Correct equipment, record an inspection (new next day), name its operators."""
    equipment = change_part(Equipment, equipment_id, facts, actor, reason)
    if operator_ids is not None:
        wanted = sorted(set(operator_ids))
        for person_id in wanted:
            _own_person(equipment.enterprise_id, person_id)
        before = sorted(equipment.operators.values_list("pk", flat=True))
        if before != wanted:
            equipment.operators.set(wanted)
            audit(
                actor,
                "enterprises.equipment.changed",
                equipment,
                before={"enterprise": equipment.enterprise, "operators": before},
                after={"operators": wanted},
                reason=reason,
            )
    return equipment


@transaction.atomic
def remove_equipment(*, equipment_id: int, actor: Actor, reason: str) -> None:
    """Take equipment out: it was sold, moved or entered by mistake."""
    remove_part(Equipment, equipment_id, actor, reason)


@transaction.atomic
def change_holding(
    *, holding_id: int, actor: Actor, reason: str = "", **facts: Any
) -> ChemicalHolding:
    """Correct every fact of a chemical holding."""
    quantity, design = facts.get("quantity_t"), facts.get("design_quantity_t")
    if quantity is not None and design is not None and design < quantity:
        raise InvalidInput(
            fields={"design_quantity_t": _("The vessel cannot hold less than what is in it.")}
        )
    return change_part(ChemicalHolding, holding_id, facts, actor, reason)


@transaction.atomic
def add_former_code(*, enterprise_id: int, code: str, actor: Actor, note: str = "") -> FormerCode:
    """Note a code the enterprise went by before (a registration number, an old credit code)."""
    code = code.strip().upper()
    if Enterprise.objects.filter(uscc=code).exclude(pk=enterprise_id).exists():
        raise InvalidInput(
            fields={"code": _("Another enterprise is registered with this code: merge the two.")}
        )
    return add_part(FormerCode, enterprise_id, {"code": code, "note": note}, actor)
