"""Contacts, chemicals, equipment and licences of a dossier."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.supervision.chemicals.public import get_chemical
from anlan.supervision.enterprises.events import EnterpriseChanged
from anlan.supervision.enterprises.models import (
    ChemicalHolding,
    Enterprise,
    EnterpriseContact,
    Equipment,
    Licence,
)
from anlan.supervision.enterprises.permissions import CHANGE
from anlan.supervision.enterprises.services.enterprises import place


def _dossier(enterprise_id: int, actor: Actor) -> Enterprise:
    enterprise = get_visible(Enterprise, enterprise_id, actor=actor, lock=True)
    require(actor, CHANGE, enterprise)
    return enterprise


def _tell(enterprise: Enterprise, part: str, actor: Actor) -> None:
    emit(
        EnterpriseChanged(enterprise_id=enterprise.pk, region=enterprise.region_id, fields=(part,)),
        actor,
    )


@transaction.atomic
def add_contact(
    *, enterprise_id: int, person_id: int, kind: str, actor: Actor, sort_order: int = 100
) -> EnterpriseContact:
    """Name a person of the contact book as a contact of the enterprise; once per kind."""
    enterprise = _dossier(enterprise_id, actor)
    contact, created = EnterpriseContact.objects.get_or_create(
        enterprise=enterprise,
        person_id=person_id,
        kind=kind,
        defaults={"sort_order": sort_order},
    )
    if created:
        audit(
            actor,
            "enterprises.contact.added",
            contact,
            after={"enterprise": enterprise, "person": person_id, "kind": kind},
        )
        _tell(enterprise, "contacts", actor)
    return contact


@transaction.atomic
def remove_contact(*, contact_id: int, actor: Actor) -> None:
    """Take a person off the contacts."""
    contact = get_visible(EnterpriseContact, contact_id, actor=actor)
    enterprise = _dossier(contact.enterprise_id, actor)
    audit(actor, "enterprises.contact.removed", contact, before={"enterprise": enterprise})
    contact.delete()
    _tell(enterprise, "contacts", actor)


@transaction.atomic
def add_holding(
    *,
    enterprise_id: int,
    chemical_id: int,
    container: str,
    quantity_t: float,
    actor: Actor,
    role: str = "raw_material",
    container_kind: str = "other",
    design_quantity_t: float | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
) -> ChemicalHolding:
    """Record a substance in a vessel. Raises ``InvalidInput`` when it stands there already."""
    enterprise = _dossier(enterprise_id, actor)
    try:
        chemical = get_chemical(chemical_id)
    except NotVisible:
        raise InvalidInput(fields={"chemical_id": _("This chemical is not known.")}) from None
    _check_quantity(quantity_t, design_quantity_t)
    try:
        with transaction.atomic():
            holding = ChemicalHolding.objects.create(
                enterprise=enterprise,
                chemical_id=chemical.id,
                role=role,
                container=container.strip(),
                container_kind=container_kind,
                quantity_t=quantity_t,
                design_quantity_t=design_quantity_t,
                location=place(longitude, latitude),
            )
    except IntegrityError:
        raise InvalidInput(
            fields={"container": _("This vessel already holds this chemical.")}
        ) from None
    audit(
        actor,
        "enterprises.holding.added",
        holding,
        after={
            "enterprise": enterprise,
            "chemical": chemical.name,
            "container": container,
            "quantity_t": quantity_t,
        },
    )
    _tell(enterprise, "holdings", actor)
    return holding


@transaction.atomic
def update_holding(
    *,
    holding_id: int,
    actor: Actor,
    quantity_t: float | None = None,
    design_quantity_t: float | None = None,
    reason: str = "",
) -> ChemicalHolding:
    """Correct the quantities of a holding."""
    found = get_visible(ChemicalHolding, holding_id, actor=actor)
    enterprise = _dossier(found.enterprise_id, actor)
    holding = ChemicalHolding.objects.select_for_update().get(pk=found.pk)
    quantity = holding.quantity_t if quantity_t is None else quantity_t
    design = holding.design_quantity_t if design_quantity_t is None else design_quantity_t
    _check_quantity(quantity, design)
    before, after = changes(holding, quantity_t=quantity, design_quantity_t=design)
    if after:
        holding.save(update_fields=[*after, "updated_at"])
        audit(
            actor,
            "enterprises.holding.changed",
            holding,
            before=before,
            after=after,
            reason=reason,
        )
        _tell(enterprise, "holdings", actor)
    return holding


@transaction.atomic
def remove_holding(*, holding_id: int, actor: Actor, reason: str = "") -> None:
    """Take a substance out of the dossier; the audit trail remembers it."""
    holding = get_visible(ChemicalHolding, holding_id, actor=actor)
    enterprise = _dossier(holding.enterprise_id, actor)
    audit(
        actor,
        "enterprises.holding.removed",
        holding,
        before={"enterprise": enterprise, "quantity_t": holding.quantity_t},
        reason=reason,
    )
    holding.delete()
    _tell(enterprise, "holdings", actor)


@transaction.atomic
def add_equipment(
    *,
    enterprise_id: int,
    name: str,
    registration_number: str,
    actor: Actor,
    kind: str = "other",
    next_inspection_on: date | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
) -> Equipment:
    """Enter a piece of equipment. Raises ``InvalidInput`` when its number is taken."""
    enterprise = _dossier(enterprise_id, actor)
    if Equipment.objects.filter(registration_number=registration_number).exists():
        raise InvalidInput(fields={"registration_number": _("This number is taken.")})
    equipment = Equipment.objects.create(
        enterprise=enterprise,
        name=name,
        kind=kind,
        registration_number=registration_number,
        next_inspection_on=next_inspection_on,
        location=place(longitude, latitude),
    )
    audit(
        actor,
        "enterprises.equipment.added",
        equipment,
        after={"enterprise": enterprise, "next_inspection_on": next_inspection_on},
    )
    _tell(enterprise, "equipment", actor)
    return equipment


@transaction.atomic
def add_licence(
    *,
    enterprise_id: int,
    kind: str,
    number: str,
    actor: Actor,
    issuer: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Licence:
    """Enter a licence. Raises ``InvalidInput``: the number is taken, or the days are reversed."""
    enterprise = _dossier(enterprise_id, actor)
    if valid_from and valid_to and valid_to < valid_from:
        raise InvalidInput(fields={"valid_to": _("The last day lies before the first.")})
    if Licence.objects.filter(kind=kind, number=number).exists():
        raise InvalidInput(fields={"number": _("This number is taken.")})
    licence = Licence.objects.create(
        enterprise=enterprise,
        kind=kind,
        number=number,
        issuer=issuer,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    audit(
        actor,
        "enterprises.licence.added",
        licence,
        after={"enterprise": enterprise, "valid_to": valid_to},
    )
    _tell(enterprise, "licences", actor)
    return licence


def _check_quantity(quantity_t: float, design_quantity_t: float | None) -> None:
    if quantity_t < 0:
        raise InvalidInput(fields={"quantity_t": _("A quantity is never negative.")})
    if design_quantity_t is not None and design_quantity_t < quantity_t:
        raise InvalidInput(
            fields={"design_quantity_t": _("The vessel cannot hold less than what is in it.")}
        )
