"""Emergency override: a stretch of one session in which more may be done, and all is recorded."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.base.accounts.choices import ADMINISTRATORS
from anlan.base.accounts.errors import NoOverride, OverrideRuns
from anlan.base.accounts.events import OverrideEnded, OverrideStarted
from anlan.base.accounts.models import EmergencyOverride, User
from anlan.base.accounts.permissions import START_OVERRIDE, VIEW_OVERRIDE
from anlan.base.accounts.rules import rule_value
from anlan.base.accounts.services.own import find_own_user_id, get_own_user
from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor, GrantedScope, Scope
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import all_actions, get_visible, require_permission

#: What stands in ``GrantedScope.role`` while an override runs.
OVERRIDE = "override"


@lru_cache(maxsize=2)
def _business_permissions(count: int) -> frozenset[str]:
    return frozenset(
        action.code
        for action in all_actions()
        if set(action.roles) - set(ADMINISTRATORS) and not action.code.startswith("accounts.")
    )


def override_grant() -> GrantedScope:
    """Return what an override adds: all business of the platform, never accounts or audit."""
    return GrantedScope(
        permissions=_business_permissions(len(all_actions())), scope=Scope("all"), role=OVERRIDE
    )


@transaction.atomic
def start_override(*, actor: Actor, reason: str, minutes: int) -> EmergencyOverride:
    """Start an override for the actor's present session; security and audit hear of it at once."""
    require_permission(actor, START_OVERRIDE)
    user = get_own_user(actor, lock=True)
    if OVERRIDE in actor.roles:
        raise OverrideRuns
    if len(reason.strip()) < 5:
        raise InvalidInput(fields={"reason": _("Say in a sentence what emergency requires it.")})
    longest = rule_value("override_max_min")
    if not 1 <= minutes <= longest:
        raise InvalidInput(
            fields={
                "minutes": ngettext(
                    "Between 1 and %(n)s minute.", "Between 1 and %(n)s minutes.", longest
                )
                % {"n": longest}
            }
        )
    now = clock.now()
    override = EmergencyOverride.objects.create(
        user=user, reason=reason.strip(), started_at=now, ends_at=now + timedelta(minutes=minutes)
    )
    audit(
        actor,
        "accounts.override.started",
        override,
        after={"ends_at": override.ends_at},
        reason=reason,
    )
    emit(OverrideStarted(override_id=override.pk, user_id=user.pk), actor)
    return override


@transaction.atomic
def end_override(*, override_id: int, actor: Actor) -> EmergencyOverride:
    """End an override before its time: by who started it, or by who watches over them."""
    own = find_own_user_id(actor)
    override = (
        EmergencyOverride.objects.select_for_update().filter(pk=override_id, user_id=own).first()
        if own
        else None
    )
    if override is None:
        override = get_visible(EmergencyOverride, override_id, actor=actor, lock=True)
        require_permission(actor, VIEW_OVERRIDE)
    if override.ended_at is not None:
        raise NoOverride
    override.ended_at = min(clock.now(), override.ends_at)
    override.save(update_fields=["ended_at"])
    audit(
        actor,
        "accounts.override.ended",
        override,
        before={"ended_at": None},
        after={"ended_at": override.ended_at},
    )
    emit(OverrideEnded(override_id=override.pk, user_id=override.user_id), actor)
    return override


def find_running_override(override_id: int, user: User) -> EmergencyOverride | None:
    """Return the override if it belongs to the account and still runs."""
    return EmergencyOverride.objects.filter(
        pk=override_id, user=user, ended_at__isnull=True, ends_at__gt=clock.now()
    ).first()


def record_request(*, override: EmergencyOverride, actor: Actor, method: str, path: str) -> None:
    """Write one request made under an override into the trail."""
    audit(
        actor,
        "accounts.override.request_made",
        override,
        after={"method": method, "path": path[:500]},
        reason=override.reason,
    )
