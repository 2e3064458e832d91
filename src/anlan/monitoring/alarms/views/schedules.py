"""Pages of the schedules by which rules hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.monitoring.alarms.choices import RuleState
from anlan.monitoring.alarms.models import RuleSchedule
from anlan.monitoring.alarms.permissions import CHANGE_RULE
from anlan.monitoring.alarms.services.schedules import (
    LIVE,
    change_schedule,
    create_schedule,
    retire_schedule,
)
from anlan.monitoring.alarms.setting_forms import ScheduleChangeForm, ScheduleForm
from anlan.monitoring.alarms.tables import ScheduleTable

CRUMBS = (
    (gettext_lazy("Alarm rules"), "alarms:rules"),
    (gettext_lazy("Rule schedules"), "alarms:schedules"),
)


class ScheduleListPage(ListPage):
    """The schedules in use, and their former versions."""

    model = RuleSchedule
    table_class = ScheduleTable
    saved_filters: ClassVar = (
        SavedFilter("current", gettext_lazy("In use"), Q(is_current=True)),
        SavedFilter("all", gettext_lazy("All versions")),
    )
    breadcrumbs: ClassVar = CRUMBS[:1]
    search_fields = ("name",)
    ordering = ("name", "-version")
    create_url_name = "alarms:schedule_create"
    create_permission = CHANGE_RULE
    create_label = gettext_lazy("Write a schedule")
    empty_title = gettext_lazy("No schedule yet")
    empty_text = gettext_lazy(
        "A schedule says on which days and at which hours rules hold; without one they always do."
    )

    def queryset(self) -> QuerySet[RuleSchedule]:
        """Count the rules in force that hold by each."""
        in_force = Count("rules", filter=Q(rules__state=RuleState.ACTIVE))
        rows: QuerySet[RuleSchedule] = super().queryset()
        return rows.annotate(rules_in_force=in_force)


class SchedulePage(ObjectPage):
    """One version of a schedule, and the rules that hold by it."""

    model = RuleSchedule
    select_related = ("former",)
    breadcrumbs: ClassVar = CRUMBS
    edit_url_name = "alarms:schedule_change"

    def get_title(self, obj: RuleSchedule) -> str:
        """Its name."""
        return obj.name

    def number(self, obj: RuleSchedule) -> str:
        """Its version."""
        return f"v{obj.version}"

    def state(self, obj: RuleSchedule) -> dict[str, Any]:
        """In use or not."""
        label = _("in use") if obj.is_current else _("out of use")
        return {"label": label, "tone": "done" if obj.is_current else "neutral", "value": ""}

    def facts(self, obj: RuleSchedule) -> list[dict[str, Any]]:
        """Days and hours."""
        later = RuleSchedule.objects.filter(former=obj).first()
        return [
            fact_group(
                _("When rules hold"),
                fact(_("which days"), obj.get_days_display()),
                fact(pgettext("time of day", "from"), f"{obj.begins_at:%H:%M}"),
                fact(pgettext("time of day", "until"), f"{obj.ends_at:%H:%M}"),
                *(_version(_("version before"), obj.former)),
                *(_version(_("version after"), later)),
            )
        ]

    def own_verbs(self, obj: RuleSchedule) -> Iterable[Verb]:
        """Take it out of use."""
        if obj.is_current and self.rights.can(self.actor, CHANGE_RULE, obj):
            in_use = obj.rules.filter(state__in=LIVE).exists()
            yield Verb(
                "retire",
                _("take out of use"),
                reverse("alarms:schedule_retire", args=[obj.pk]),
                style="danger",
                needs_reason=True,
                blocked_reason=_("Rules hold by this schedule.") if in_use else None,
            )

    def own_panels(self, obj: RuleSchedule) -> Iterable[dict[str, Any]]:
        """The rules that hold by it."""
        yield {
            "id": "rules",
            "title": _("Rules that hold by it"),
            "rows": [
                {
                    "label": f"{rule} v{rule.version}",
                    "url": rule.get_absolute_url(),
                    "level": rule.level,
                    "state": {"label": rule.get_state_display(), "tone": rule.tone},
                }
                for rule in obj.rules.filter(state__in=LIVE)[:50]
            ],
            "empty": _("No rule holds by it: choose it when writing a rule."),
        }

    def describe(self, obj: RuleSchedule) -> dict[str, Any]:
        """Only the version in use is changed."""
        found = super().describe(obj)
        may = obj.is_current and self.rights.can(self.actor, CHANGE_RULE, obj)
        return found if may else found | {"edit_url": ""}


def _version(label: str, schedule: RuleSchedule | None) -> Iterable[dict[str, Any]]:
    if schedule is not None:
        yield fact(label, f"v{schedule.version}", url=schedule.get_absolute_url())


class ScheduleCreatePage(CreatePage):
    """Write a schedule."""

    model = RuleSchedule
    permission = CHANGE_RULE
    form_class = ScheduleForm
    title = gettext_lazy("Write a schedule")
    breadcrumbs: ClassVar = CRUMBS
    cancel_url = "/alarms/rules/schedules/"

    def save(self, form: Any) -> RuleSchedule:
        """Write it."""
        return create_schedule(actor=self.actor, **form.cleaned_data)


class ScheduleChangePage(ChangePage):
    """Write the next version of a schedule."""

    model = RuleSchedule
    permission = CHANGE_RULE
    form_class = ScheduleChangeForm
    breadcrumbs: ClassVar = CRUMBS
    success_text = gettext_lazy(
        "Saved. Rules in force keep the former hours until their drafts go into force."
    )

    def get_initial(self) -> dict[str, Any]:
        """Days and hours as they are."""
        hours = {name: f"{getattr(self.obj, name):%H:%M}" for name in ("begins_at", "ends_at")}
        return {"name": self.obj.name, "days": self.obj.days} | hours

    def save(self, form: Any) -> RuleSchedule:
        """Write it."""
        return change_schedule(schedule_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


@require_POST
@requires(CHANGE_RULE)
def retire(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a schedule out of use."""
    reason = request.POST.get("reason", "").strip()
    schedule = retire_schedule(schedule_id=pk, actor=request.actor, reason=reason)
    return go_to(request, schedule.get_absolute_url())
