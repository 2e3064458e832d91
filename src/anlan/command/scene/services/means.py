"""Keeping the register of means of communication, and trying them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.organisations.public import find_organisation
from anlan.command.scene.choices import MeansState
from anlan.command.scene.events import MeansChecked
from anlan.command.scene.models import CommunicationMeans, MeansCheck
from anlan.command.scene.permissions import CHECK_MEANS, KEEP_MEANS
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, scope_reaches

FIELDS = ("kind", "name", "number", "team_id", "check_every_days", "note")


@transaction.atomic
def create_means(*, code: str, region_code: str, actor: Actor, **values: Any) -> CommunicationMeans:
    """Enter a means of communication."""
    if not scope_reaches(actor, KEEP_MEANS, region=region_code):
        raise NotPermitted(permission=KEEP_MEANS)
    if CommunicationMeans.objects.filter(code=code.strip()).exists():
        raise InvalidInput(fields={"code": _("This code is taken.")})
    means = CommunicationMeans.objects.create(
        code=code.strip(), region_id=region_code, **{k: v for k, v in values.items() if k in FIELDS}
    )
    audit(actor, "scene.means.created", means, after={"kind": means.kind, "number": means.number})
    return means


@transaction.atomic
def change_means(*, means_id: int, actor: Actor, **values: Any) -> CommunicationMeans:
    """Change what is known of it."""
    means = get_visible(CommunicationMeans, means_id, actor=actor, lock=True)
    require(actor, KEEP_MEANS, means)
    given = {k: v for k, v in values.items() if k in FIELDS}
    before = {k: getattr(means, k) for k in given}
    for name, value in given.items():
        setattr(means, name, value)
    means.save(update_fields=[*given, "updated_at"])
    audit(actor, "scene.means.changed", means, before=before, after=given)
    return means


@transaction.atomic
def check_means(*, means_id: int, state: str, actor: Actor, note: str = "") -> MeansCheck:
    """Write down that it was tried and how it was found."""
    means = get_visible(CommunicationMeans, means_id, actor=actor, lock=True)
    require(actor, CHECK_MEANS, means)
    if state not in MeansState.values:
        raise InvalidInput(fields={"state": _("Choose what is the case.")})
    if state != MeansState.READY and not note.strip():
        raise InvalidInput(fields={"note": _("Say what is wrong.")})
    means.state, means.checked_on = state, clock.today()
    means.save(update_fields=["state", "checked_on", "updated_at"])
    check = MeansCheck.objects.create(
        means=means,
        state=state,
        note=note.strip()[:300],
        actor_name=actor.display_name[:100],
        at=clock.now(),
    )
    audit(actor, "scene.means.checked", means, after={"state": state}, reason=note)
    emit(MeansChecked(means.pk, state=state, region=means.region_id), actor)
    return check


def home_region(actor: Actor) -> str:
    """Return the region of the actor's own organisation."""
    office = find_organisation(actor.organisation_id) if actor.organisation_id else None
    return office.region_code if office is not None else ""
