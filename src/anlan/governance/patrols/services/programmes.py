"""Programmes: what must be covered over several rounds, and by when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.governance.patrols.choices import UnitKind
from anlan.governance.patrols.models import CoverageTarget, Programme
from anlan.governance.patrols.permissions import PLAN
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.policy import get_visible, require, require_permission


def _checked(
    name: str, basis: str, starts_on: date, ends_on: date, targets: Mapping[str, int | None]
) -> None:
    fields = {}
    if not name.strip():
        fields["name"] = _("Give the programme a name.")
    if not basis.strip():
        fields["basis"] = _("Say in which document the target stands.")
    if ends_on < starts_on:
        fields["ends_on"] = _("The last day lies before the first.")
    for kind, percent in targets.items():
        if kind not in UnitKind.values or not (percent is None or 1 <= percent <= 100):
            fields[f"target_{kind}"] = _("A share lies between 1 and 100 per cent.")
    if fields:
        raise InvalidInput(fields=fields)


def _set_targets(found: Programme, targets: Mapping[str, int | None]) -> None:
    for kind, percent in targets.items():
        if percent is None:
            found.targets.filter(kind=kind).delete()
        else:
            CoverageTarget.objects.update_or_create(
                programme=found, kind=kind, defaults={"percent": percent}
            )


@transaction.atomic
def create_programme(
    *,
    name: str,
    basis: str,
    starts_on: date,
    ends_on: date,
    targets: Mapping[str, int | None],
    actor: Actor,
    office_id: int | None = None,
) -> Programme:
    """Set up a programme: days, basis, share of each kind of unit to be visited at least once."""
    require_permission(actor, PLAN)
    _checked(name, basis, starts_on, ends_on, targets)
    office = office_id if actor.is_system else actor.organisation_id
    if office is None:
        raise NotPermitted(_("Your account belongs to no office that could send patrols."))
    made = Programme.objects.create(
        name=name.strip(),
        office_id=office,
        basis=basis.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    require(actor, PLAN, made)
    _set_targets(made, targets)
    audit(actor, "patrols.programme.created", made, after={"targets": dict(targets)})
    return made


@transaction.atomic
def change_programme(
    *,
    programme_id: int,
    name: str,
    basis: str,
    starts_on: date,
    ends_on: date,
    targets: Mapping[str, int | None],
    actor: Actor,
) -> Programme:
    """Change a programme; coverage is worked out anew from the visits."""
    found = get_visible(Programme, programme_id, actor=actor, lock=True)
    require(actor, PLAN, found)
    _checked(name, basis, starts_on, ends_on, targets)
    before, after = changes(
        found, name=name.strip(), basis=basis.strip(), starts_on=starts_on, ends_on=ends_on
    )
    found.save()
    _set_targets(found, targets)
    audit(
        actor,
        "patrols.programme.changed",
        found,
        before=before,
        after={**after, "targets": dict(targets)},
    )
    return found
