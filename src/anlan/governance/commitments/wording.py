"""What the figures of a commitment mean in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.kernel import clock


def reason_words(commitment: Any) -> list[str]:
    """Return why a commitment is going to be late, in words."""
    return [words for code, *facts in commitment.reasons if (words := _reason(code, facts))]


def _reason(code: str, facts: list[Any]) -> str:
    if code == "behind":
        return _("reported %(progress)d%%, expected by now %(expected)d%%") % {
            "progress": facts[0],
            "expected": facts[1],
        }
    if code == "silent":
        return ngettext("no report for %(days)d day", "no report for %(days)d days", facts[0]) % {
            "days": facts[0]
        }
    if code == "never":
        return _("no progress was reported since it was given")
    if code == "unsigned":
        return _("the unit has not signed for it")
    if code == "milestone":
        return _("the milestone “%(name)s” is %(days)d days late") % {
            "name": facts[0],
            "days": facts[1],
        }
    if code == "decision":
        return _("a decision is needed: %(problem)s") % {"problem": facts[0]}
    if code == "missing":
        return ngettext(
            "%(count)d period was not reported", "%(count)d periods were not reported", facts[0]
        ) % {"count": facts[0]}
    if code == "sent_back":
        return _("it was checked and sent back")
    return ""


def outlook_words(commitment: Any) -> str:
    """Say by how many days it is late already, else by how many it is going to be."""
    if not commitment.is_overdue:
        return late_words(commitment)
    days = (clock.today() - commitment.deadline).days
    return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}


def late_words(commitment: Any) -> str:
    """Say how late it is or is going to be; empty when it is on its way."""
    days = commitment.late_days or 0
    if commitment.is_overdue:
        return ""
    if days <= 0:
        return _reason("missing", [commitment.missed_periods]) if commitment.missed_periods else ""
    return ngettext("expected %(days)d day late", "expected %(days)d days late", days) % {
        "days": days
    }
