"""Suppression windows: asked for with a reason, approved by somebody else, ended by themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, policy_of, require
from anlan.monitoring.alarms.choices import AlarmState, SuppressionState
from anlan.monitoring.alarms.errors import SameHands
from anlan.monitoring.alarms.models import Alarm, Suppression
from anlan.monitoring.alarms.permissions import APPROVE_SUPPRESSION, REQUEST_SUPPRESSION
from anlan.monitoring.alarms.states import SUPPRESSION

#: A window is no way to switch a device off for good. [days]
LONGEST_DAYS = 7


@transaction.atomic
def request_suppression(
    *,
    actor: Actor,
    reason: str,
    starts_at: datetime,
    ends_at: datetime,
    device_id: int | None = None,
    enterprise_id: int | None = None,
    region_id: str | None = None,
) -> Suppression:
    """Ask that alarms of a device, enterprise or area stay quiet for a time. Never red ones."""
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    if ends_at <= starts_at or ends_at <= clock.now():
        raise InvalidInput(fields={"ends_at": _("The window must end after it begins.")})
    if (ends_at - starts_at).days >= LONGEST_DAYS:
        raise InvalidInput(fields={"ends_at": _("At most %(days)d days.") % {"days": LONGEST_DAYS}})
    if device_id is not None and not _exists("device", device_id):
        raise InvalidInput(fields={"device_code": _("There is no such device.")})
    window = Suppression(
        device_id=device_id,
        enterprise_id=enterprise_id,
        region_id=region_id,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        actor_name=actor.display_name[:100],
        requester_id=actor.person_id,
    )
    if window.region_id is None:
        thing = window.device or window.enterprise
        if thing is None:
            raise InvalidInput(fields={"what": _("Say what is to be quiet.")})
        window.region_id = thing.region_id
    require(actor, REQUEST_SUPPRESSION, window)
    window.save()
    audit(
        actor,
        "alarms.suppression.created",
        window,
        after={"starts_at": starts_at, "ends_at": ends_at},
        reason=reason,
    )
    notify(
        kind="alarms.suppression",
        person_ids=[
            person
            for person in policy_of(window).who_can(APPROVE_SUPPRESSION, window)
            if person != actor.person_id
        ],
        title=_("Suppression asked for: %(object)s") % {"object": window},
        body=reason,
        actor=actor,
        url=window.get_absolute_url(),
        subject=window,
    )
    return window


def _exists(name: str, key: int) -> bool:
    related: Any = Suppression._meta.get_field(name).related_model
    found: bool = related._default_manager.filter(pk=key).exists()
    return found


def _decide(suppression_id: int, step: str, actor: Actor, reason: str) -> Suppression:
    window = get_visible(Suppression, suppression_id, actor=actor, lock=True)
    require(actor, APPROVE_SUPPRESSION, window)
    if window.requester_id is not None and window.requester_id == actor.person_id:
        raise SameHands
    SUPPRESSION.fire(window, step, actor=actor, reason=reason)
    window.decided_by, window.decided_at = actor.display_name[:100], clock.now()
    window.save(update_fields=["decided_by", "decided_at", "updated_at"])
    return window


@transaction.atomic
def approve_suppression(*, suppression_id: int, actor: Actor, reason: str = "") -> Suppression:
    """Let the window hold. Raises ``SameHands`` when one approves one's own request."""
    window = _decide(suppression_id, "approve", actor, reason)
    audit(actor, "alarms.suppression.approved", window, reason=reason)
    return window


@transaction.atomic
def refuse_suppression(*, suppression_id: int, actor: Actor, reason: str) -> Suppression:
    """Refuse the window."""
    window = _decide(suppression_id, "refuse", actor, reason)
    audit(actor, "alarms.suppression.refused", window, reason=reason)
    return window


@transaction.atomic
def end_suppression(*, suppression_id: int, actor: Actor, reason: str = "") -> Suppression:
    """End a window before its time: what it kept quiet and still stands is called out."""
    window = get_visible(Suppression, suppression_id, actor=actor, lock=True)
    SUPPRESSION.fire(window, "end", actor=actor, reason=reason)
    _over(window)
    audit(actor, "alarms.suppression.ended", window, reason=reason)
    return window


def lapse_suppressions(now: datetime) -> int:
    """Windows end by themselves; return how many."""
    actor, lapsed = system_actor("alarm clock"), 0
    due = Suppression.objects.filter(
        state__in=[SuppressionState.APPROVED, SuppressionState.REQUESTED], ends_at__lte=now
    )
    for window in due:
        with transaction.atomic():
            SUPPRESSION.fire(window, "lapse", actor=actor)
            _over(window)
            audit(actor, "alarms.suppression.lapsed", window)
        lapsed += 1
    return lapsed


def _over(window: Suppression) -> None:
    now = clock.now()
    window.ended_at = now
    window.save(update_fields=["ended_at", "updated_at"])
    Alarm.objects.filter(suppression=window, state=AlarmState.SUPPRESSED).update(
        suppressed_until=now
    )
