"""Changes of level and checks that failed, on the timelines of enterprise and unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.pages import TimelineEntry, TimelineSpan, register_timeline_kind
from anlan.kernel.policy import visible
from anlan.supervision.risk.models import ControlCheck, RegradeRecord

LEVELS = gettext_lazy("risk level")
CHECKS = pgettext_lazy("timeline", "checks")


@register_timeline_kind("risk", LEVELS, "enterprises.Enterprise")
def levels_of_enterprise(
    enterprise: Any, actor: Actor, span: TimelineSpan
) -> Iterable[TimelineEntry]:
    """Changes of level of an enterprise and its units."""
    rows = visible(RegradeRecord, actor).filter(enterprise_id=enterprise.pk)
    for record in span.narrow(rows.select_related("unit"), "at"):
        yield TimelineEntry(
            at=record.at,
            text=_("%(what)s: %(before)s → %(after)s")
            % {
                "what": record.unit.name if record.unit else _("the whole enterprise"),
                "before": record.get_from_level_display(),
                "after": record.get_to_level_display(),
            },
            actor=record.actor_name,
            reason=record.why,
            url=record.get_absolute_url(),
            level=record.to_level,
        )


@register_timeline_kind("checks", CHECKS, "enterprises.Enterprise")
def checks_of_enterprise(
    enterprise: Any, actor: Actor, span: TimelineSpan
) -> Iterable[TimelineEntry]:
    """Checks of an enterprise that failed or were missed."""
    return _checks(visible(ControlCheck, actor).filter(enterprise_id=enterprise.pk), span)


@register_timeline_kind("checks", CHECKS, "risk.RiskUnit")
def checks_of_unit(unit: Any, actor: Actor, span: TimelineSpan) -> Iterable[TimelineEntry]:
    """Checks of a unit that failed or were missed."""
    return _checks(visible(ControlCheck, actor).filter(unit_id=unit.pk), span)


def _checks(rows: QuerySet[ControlCheck], span: TimelineSpan) -> Iterable[TimelineEntry]:
    failed = rows.filter(state__in=("abnormal", "missed")).select_related("control")
    for check in span.narrow(
        failed.annotate(happened_at=Coalesce("checked_at", "due_at")), "happened_at"
    ):
        yield TimelineEntry(
            at=check.checked_at or check.due_at,
            text=_("Check %(state)s: %(control)s")
            % {
                "state": check.get_state_display(),
                "control": check.control.check_content or check.control.description,
            },
            actor=check.checked_by,
            reason=check.finding,
            url=check.get_absolute_url(),
        )
