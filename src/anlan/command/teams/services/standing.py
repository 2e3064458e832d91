"""Stand-by before the event 前置备勤, and joint trainings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.base.regions import public as regions
from anlan.command.responses.public import official_language
from anlan.command.teams.errors import AlreadyStandingBy
from anlan.command.teams.events import StandByChanged
from anlan.command.teams.models import JointTraining, StandBy, Team
from anlan.command.teams.permissions import ORDER_STAND_BY, RECORD_TRAINING
from anlan.command.teams.states import STAND_BY
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, scope_reaches, visible


@transaction.atomic
def order_stand_by(
    *,
    team_id: int,
    place: str,
    longitude: float,
    latitude: float,
    starts_at: datetime,
    ends_at: datetime,
    why: str,
    actor: Actor,
    level: int | None = None,
    danger_url: str = "",
) -> StandBy:
    """Order a team to wait at a place; its leader is told and must confirm.

    Raises ``NotVisible``, ``NotPermitted``, ``InvalidInput`` or ``AlreadyStandingBy``.
    """
    team = get_visible(Team, team_id, actor=actor, lock=True)
    require(actor, ORDER_STAND_BY, team)
    faults: dict[str, Any] = {}
    if not place.strip():
        faults["place"] = _("Say where the team is to wait.")
    if not why.strip():
        faults["why"] = _("Say why, so that the team knows what to prepare for.")
    if ends_at <= starts_at or ends_at <= clock.now():
        faults["ends_at"] = _("The end comes after the beginning and after now.")
    region = regions.region_at(longitude, latitude, "township") or regions.region_at(
        longitude, latitude
    )
    if region is None:
        faults["longitude"] = _("This place lies in no region of the platform.")
    if faults or region is None:
        raise InvalidInput(fields=faults)
    if not scope_reaches(actor, ORDER_STAND_BY, region=region.code):
        raise NotPermitted(permission=ORDER_STAND_BY)
    try:
        with transaction.atomic():
            order = StandBy.objects.create(
                team=team,
                region_id=region.code,
                location=Point(longitude, latitude, srid=4326),
                place=place.strip(),
                starts_at=starts_at,
                ends_at=ends_at,
                why=why.strip(),
                level=level,
                # Only a page of the platform: what is shown as a link comes from a form.
                danger_url=danger_url if danger_url.startswith("/") else "",
                ordered_by=actor.display_name[:100],
            )
    except IntegrityError:
        raise AlreadyStandingBy from None
    if team.leader_id is not None:
        with official_language():
            words = {
                "team": team.name,
                "place": order.place,
                "from": f"{timezone.localtime(starts_at):%m-%d %H:%M}",
                "until": f"{timezone.localtime(ends_at):%m-%d %H:%M}",
                "why": order.why,
            }
            notify(
                kind="teams.stand_by_ordered",
                person_ids=[team.leader_id],
                title=_("Stand-by: %(team)s to %(place)s") % words,
                body=_("%(from)s to %(until)s. %(why)s") % words,
                url=reverse("teams:stand_by", args=[order.pk]),
                level=level,
                subject=order,
                must_confirm=True,
                include_actor=True,
                actor=actor,
            )
    audit(actor, "teams.stand_by.ordered", order, after={"why": order.why, "level": level})
    _emit(order, actor)
    return order


def _emit(order: StandBy, actor: Actor) -> None:
    team = order.team
    emit(
        StandByChanged(order.pk, team.pk, order.state, order.region_id, team.organisation_id), actor
    )


def _move(stand_by_id: int, step: str, moment: str, actor: Actor, reason: str) -> StandBy:
    order = get_visible(StandBy, stand_by_id, actor=actor, lock=True)
    STAND_BY.fire(order, step, actor=actor, reason=reason)
    setattr(order, moment, clock.now())
    order.save(update_fields=[moment, "updated_at"])
    audit(actor, "teams.stand_by.moved", order, after={"state": order.state}, reason=reason)
    _emit(order, actor)
    return order


@transaction.atomic
def take_up_stand_by(*, stand_by_id: int, actor: Actor) -> StandBy:
    """Report that the team is on the spot: from now on it is sent from there."""
    return _move(stand_by_id, "take_up", "arrived_at", actor, "")


@transaction.atomic
def end_stand_by(*, stand_by_id: int, actor: Actor, reason: str = "") -> StandBy:
    """End the stand-by: the team is sent from its base again."""
    return _move(stand_by_id, "end", "ended_at", actor, reason)


@transaction.atomic
def record_training(
    *,
    kind: str,
    held_on: date,
    subject: str,
    region_code: str,
    team_ids: Sequence[int],
    result: str,
    actor: Actor,
    place: str = "",
) -> JointTraining:
    """Record a training or drill of at least two teams (突发事件应对法 2024, article 39)."""
    if not scope_reaches(actor, RECORD_TRAINING, region=region_code):
        raise NotPermitted(permission=RECORD_TRAINING)
    faults: dict[str, Any] = {}
    teams = list(visible(Team, actor).filter(pk__in=team_ids, is_active=True))
    if len(teams) < 2:
        faults["team_ids"] = _("A joint training has at least two teams.")
    if held_on > clock.today():
        faults["held_on"] = _("Record the training after it was held.")
    if not result.strip():
        faults["result"] = _("Say what came of it: what worked, what must be mended.")
    if faults:
        raise InvalidInput(fields=faults)
    training = JointTraining.objects.create(
        kind=kind,
        held_on=held_on,
        subject=subject.strip(),
        region_id=region_code,
        place=place.strip(),
        result=result.strip(),
    )
    training.teams.set(teams)
    after = {"on": held_on.isoformat(), "teams": [team.name for team in teams]}
    audit(actor, "teams.training.recorded", training, after=after)
    return training
