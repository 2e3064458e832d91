"""Spot checks of the watch desk: asked at random within the duty, answered with one press."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.base.regions.public import list_for_choice
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import NotPermitted
from anlan.kernel.policy import get_visible, policy_of, require_permission
from anlan.monitoring.alarms import ladder
from anlan.monitoring.alarms.choices import CheckState, SettingKind
from anlan.monitoring.alarms.constants import WATCH_ROLES
from anlan.monitoring.alarms.errors import CheckIsOver, NobodyOnDuty
from anlan.monitoring.alarms.models import SpotCheck
from anlan.monitoring.alarms.permissions import ASK_SPOT_CHECK, VIEW_SPOT_CHECK
from anlan.monitoring.alarms.settings_data import figures

#: The job looks this often whether to ask. [s]
EVERY_S = 300


def people_on_duty(region_code: str) -> list[tuple[int, str]]:
    """Return (person, role) of those who keep the watch there now."""
    found: dict[int, str] = {}
    for role in WATCH_ROLES:
        for person_id in ladder.people_on_duty(role, region_code):
            found.setdefault(person_id, role)
    return list(found.items())


@transaction.atomic
def ask_spot_check(*, region_code: str, actor: Actor) -> SpotCheck:
    """Ask one of those on duty, chosen at random. Raises ``NobodyOnDuty``."""
    require_permission(actor, ASK_SPOT_CHECK)
    people = people_on_duty(region_code)
    if not people:
        raise NobodyOnDuty
    person_id, role = random.SystemRandom().choice(people)
    now = clock.now()
    check = SpotCheck.objects.create(
        person_id=person_id,
        role=role,
        region_id=region_code,
        asked_at=now,
        asked_by=actor.display_name[:100],
        due_at=now + timedelta(seconds=figures(SettingKind.WATCH)["check_within_s"]),
    )
    audit(actor, "alarms.spot_check.asked", check)
    notify(
        kind="alarms.spot_check",
        person_ids=[person_id],
        title=_("Spot check of the watch: please answer"),
        actor=actor,
        url=check.get_absolute_url(),
        level=2,
        subject=check,
        include_actor=True,
    )
    return check


@transaction.atomic
def answer_spot_check(*, check_id: int, actor: Actor) -> SpotCheck:
    """Answer “I am here”; only who was asked can. Raises ``CheckIsOver``."""
    check = get_visible(SpotCheck, check_id, actor=actor, lock=True)
    if actor.person_id is None or check.person_id != actor.person_id:
        raise NotPermitted(permission=VIEW_SPOT_CHECK)
    if check.answered_at is not None:
        raise CheckIsOver
    check.answered_at = clock.now()
    in_time = check.state == CheckState.WAITING and check.answered_at <= check.due_at
    check.state = CheckState.ANSWERED if in_time else CheckState.LATE
    check.save(update_fields=["answered_at", "state"])
    audit(actor, "alarms.spot_check.answered", check, after={"state": check.state})
    return check


def end_spot_checks(now: datetime) -> int:
    """Checks nobody answered in time are missed; leaders are told. Return how many."""
    actor, missed = system_actor("alarm clock"), 0
    due = SpotCheck.objects.filter(state=CheckState.WAITING, due_at__lte=now)
    for check in due.select_related("person"):
        with transaction.atomic():
            check.state = CheckState.MISSED
            check.save(update_fields=["state"])
            audit(actor, "alarms.spot_check.missed", check)
            notify(
                kind="alarms.spot_check",
                person_ids=policy_of(check).who_can(ASK_SPOT_CHECK, check),
                title=_("Spot check not answered: %(person)s") % {"person": check.person},
                actor=actor,
                url=check.get_absolute_url(),
                level=3,
                subject=check,
            )
        missed += 1
    return missed


def ask_at_random(*, actor: Actor, chance: random.Random | None = None) -> SpotCheck | None:
    """Now and then ask the county's watch: on average so many times a day as the county set."""
    chance = chance or random.SystemRandom()
    if chance.random() >= figures(SettingKind.WATCH)["checks_per_day"] * EVERY_S / 86_400:
        return None
    counties = list_for_choice("county")
    if not counties:
        return None
    try:
        return ask_spot_check(region_code=counties[0].code, actor=actor)
    except NobodyOnDuty:
        return None
