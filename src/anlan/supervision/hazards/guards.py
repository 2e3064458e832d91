"""What must be done before a step: evidence, the five fixes, orders lifted, two pairs of eyes.

Guards of the state table know the hazard; who may act on it beside his rights is asked in
``blocked_for``, which pages show as the reason of a blocked button and services raise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.supervision.hazards.choices import OWN_SOURCES, ReportAudience

#: The fixes in words, in the order of 五落实.
FIX_WORDS: dict[str, Callable[[], str]] = {
    "responsibility": lambda: _("responsibility"),
    "measures": lambda: pgettext("five fixes", "measures"),
    "funds_yuan": lambda: _("funds"),
    "time_limit": lambda: _("time limit"),
    "contingency": lambda: _("contingency plan"),
}


def missing_fixes(hazard: Any) -> list[str]:
    """Return the words of the fixes that are not written."""
    plan = getattr(hazard, "plan", None)
    names = plan.missing() if plan is not None else list(FIX_WORDS)
    return [FIX_WORDS[name]() for name in names]


def may_submit(hazard: Any) -> Message | None:
    """A major hazard needs the five fixes before its removal is handed in."""
    if hazard.is_major and (missing := missing_fixes(hazard)):
        return _("Major hazard: write down the five fixes first. Still missing: %(list)s.") % {
            "list": "、".join(missing)
        }
    return None


def has_category(hazard: Any) -> Message | None:
    """A verified hazard has its cause, else no statistics by cause."""
    if hazard.category_id is None:
        return _("Choose the cause first (people, things, environment, management).")
    return None


def may_cancel(hazard: Any) -> Message | None:
    """A major hazard is crossed off when notice, dual report, orders and listing are in order."""
    if not hazard.is_major:
        return None
    if hazard.suspensions.filter(lifted_at__isnull=True).exists():
        return _("An order to stop is still in force: examine the removal and lift it first.")
    if hazard.is_listed:
        return _("The hazard is under listed supervision: have it lifted first.")
    if hazard.organisation_id is None:
        return None
    if not hazard.notices.exists():
        return _("The principal and the actual controller have not been notified.")
    told = set(hazard.dual_reports.values_list("audience", flat=True))
    for audience in ReportAudience:
        if audience not in told:
            return _("The dual report is missing: %(audience)s.") % {"audience": audience.label}
    return None


#: Steps in which the second pair of eyes looks.
REVIEWING = frozenset({"review", "return_review"})
ACCEPTING = frozenset({"accept", "return_accept"})


def blocked_for(hazard: Any, step: str, actor: Actor) -> Message | None:
    """Return why this person may not take a step he holds the right to: the four-eyes rule.

    Who rectified neither reviews nor accepts. What an authority found, and every major hazard, is
    not accepted by the organisation that had to rectify it. A major hazard is accepted by another
    person than the one who reviewed it.
    """
    if actor.is_system or step not in REVIEWING | ACCEPTING:
        return None
    if hazard.rectified_by_id == actor.id:
        return _("You handed in the rectification: somebody else must judge it (four-eyes rule).")
    is_own = hazard.source in OWN_SOURCES and not hazard.is_major
    is_inside = hazard.organisation_id is not None and actor.organisation_id == (
        hazard.organisation_id
    )
    if is_inside and not is_own:
        return _("An authority found this, or it is major: the enterprise cannot judge it itself.")
    if step in ACCEPTING and hazard.is_major and hazard.reviewed_by_id == actor.id:
        return _("You reviewed it: a major hazard is accepted by another person.")
    return None
