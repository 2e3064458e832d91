"""Keeping the list of organisations."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.organisations.errors import OrganisationStillNeeded
from anlan.base.organisations.events import OrganisationChanged
from anlan.base.organisations.models import Organisation, OrganisationKind
from anlan.base.organisations.permissions import CHANGE
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission


@transaction.atomic
def create_organisation(
    *,
    code: str,
    name: str,
    kind: str,
    region_code: str,
    actor: Actor,
    short_name: str = "",
    parent_id: int | None = None,
    duty_phone: str = "",
    source: str = "",
) -> Organisation:
    """Enter an organisation. Raises ``InvalidInput`` for a code in use or an unknown kind."""
    require_permission(actor, CHANGE)
    organisation = Organisation(
        code=code.strip(),
        name=name.strip(),
        short_name=short_name.strip(),
        kind=kind,
        region_id=region_code,
        parent_id=parent_id,
        duty_phone=duty_phone,
        source=source,
    )
    require(actor, CHANGE, organisation)
    _check(organisation)
    if Organisation.objects.filter(code=organisation.code).exists():
        raise InvalidInput(fields={"code": _("Another organisation has this code.")})
    organisation.refresh_search_text()
    organisation.save()
    audit(
        actor,
        "organisations.organisation.created",
        organisation,
        after={
            "code": organisation.code,
            "name": organisation.name,
            "kind": kind,
            "region": region_code,
            "parent": parent_id,
        },
    )
    emit(OrganisationChanged(organisation_id=organisation.pk, is_active=True), actor)
    return organisation


@transaction.atomic
def update_organisation(*, organisation_id: int, actor: Actor, **values: Any) -> Organisation:
    """Change name, short_name, kind, region_code, parent_id, duty_phone or source."""
    organisation = get_visible(Organisation, organisation_id, actor=actor, lock=True)
    require(actor, CHANGE, organisation)
    if "region_code" in values:
        values["region_id"] = values.pop("region_code")
    unknown = set(values) - {
        "name",
        "short_name",
        "kind",
        "region_id",
        "parent_id",
        "duty_phone",
        "source",
    }
    if unknown:
        raise TypeError(f"update_organisation cannot change {sorted(unknown)}")
    before, after = changes(organisation, **values)
    if not after:
        return organisation
    require(actor, CHANGE, organisation)  # nor moved out of one's own area
    _check(organisation)
    organisation.refresh_search_text()
    organisation.save(update_fields=[*after, "search_text", "updated_at"])
    audit(actor, "organisations.organisation.changed", organisation, before=before, after=after)
    emit(OrganisationChanged(organisation_id=organisation.pk, is_active=True), actor)
    return organisation


@transaction.atomic
def close_organisation(*, organisation_id: int, actor: Actor, reason: str) -> Organisation:
    """Close an organisation that nobody belongs to any more; its records stay."""
    organisation = get_visible(Organisation, organisation_id, actor=actor, lock=True)
    require(actor, CHANGE, organisation)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    if (
        organisation.people.filter(is_active=True).exists()
        or organisation.children.filter(is_active=True).exists()
    ):
        raise OrganisationStillNeeded
    before, after = changes(organisation, is_active=False)
    organisation.save(update_fields=["is_active", "updated_at"])
    audit(
        actor,
        "organisations.organisation.closed",
        organisation,
        before=before,
        after=after,
        reason=reason,
    )
    emit(OrganisationChanged(organisation_id=organisation.pk, is_active=False), actor)
    return organisation


def _check(organisation: Organisation) -> None:
    """Raise ``InvalidInput`` for what the table itself cannot refuse."""
    if not organisation.code or not organisation.name:
        raise InvalidInput(fields={"name": _("Code and name are needed.")})
    if organisation.kind not in OrganisationKind.values:
        raise InvalidInput(fields={"kind": _("This kind of organisation is unknown.")})
    if not _region_exists(organisation.region_id):
        raise InvalidInput(fields={"region_code": _("This region is unknown.")})
    step, seen = organisation.parent_id, {organisation.pk}
    while step is not None:
        if step in seen:
            raise InvalidInput(
                fields={"parent_id": _("An organisation cannot stand above itself.")}
            )
        seen.add(step)
        step = Organisation.objects.values_list("parent_id", flat=True).filter(pk=step).first()


def _region_exists(code: str) -> bool:
    from anlan.base.regions.public import find_region

    return find_region(code) is not None
