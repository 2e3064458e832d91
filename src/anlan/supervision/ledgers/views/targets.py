"""Targets of the sub-plans: the list by deadline, one target, the report how it stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from anlan.base.files.public import attachments_of
from anlan.kernel import clock
from anlan.kernel.pages import (
    ChangePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.policy import policy_of
from anlan.kernel.registry import Verb
from anlan.supervision.ledgers.choices import TARGET_TONES, TargetState
from anlan.supervision.ledgers.filters import pack_names
from anlan.supervision.ledgers.forms import TargetReportForm
from anlan.supervision.ledgers.models import Target
from anlan.supervision.ledgers.permissions import REPORT
from anlan.supervision.ledgers.services.targets import deadline_q, report_target
from anlan.supervision.ledgers.tables import TargetTable

LIST = ((gettext_lazy("Targets"), "ledgers:targets"),)


class TargetListPage(ListPage):
    """What the sub-plans want reached, the nearest day first."""

    model = Target
    table_class = TargetTable
    title = gettext_lazy("Targets")
    subtitle = gettext_lazy("Figures and states the sub-plans want reached, and how they stand")
    ordering = (F("deadline").asc(nulls_last=True), "pk")  # type: ignore[assignment]
    select_related = ("pack",)
    search_fields = ("indicator", "value")
    live_topic = "targets"
    hidden_columns = ("who", "recurring", "reached_on")
    facets = (
        Facet("pack", pgettext_lazy("ledgers", "sector pack"), field="pack_id", labels=pack_names),
        Facet("state", gettext_lazy("state")),
    )
    empty_title = gettext_lazy("No target yet")
    empty_text = gettext_lazy("Targets come with the sector packs.")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """The tabs depend on the day."""
        today, page = clock.today(), self
        tabs: Any = (
            SavedFilter("used", _("In use"), Q(is_retired=False)),
            SavedFilter(
                "passed", _("Deadline passed"), deadline_q(today, passed=True), counted=True,
                level=1,
            ),
            SavedFilter(
                "near", _("Due in 90 days"), deadline_q(today, passed=False), counted=True
            ),
            SavedFilter("reached", _("Reached"), Q(state=TargetState.REACHED)),
        )  # fmt: skip
        page.saved_filters = tabs  # type: ignore[misc]
        return super().get(request, *args, **kwargs)


class TargetPage(ObjectPage):
    """One target: what is wanted, how it stands, what that rests on."""

    model = Target
    select_related = ("pack__organisation",)
    breadcrumbs: ClassVar = LIST
    live_topic = "targets"

    def get_subtitle(self, obj: Target) -> str:
        """The figure as printed."""
        return obj.value

    def state(self, obj: Target) -> dict[str, Any]:
        """As reported."""
        return {"label": obj.get_state_display(), "tone": TARGET_TONES[obj.state]}

    def holder(self, obj: Target) -> dict[str, Any]:
        """Who answers for it."""
        found = obj.pack.organisation
        if found is None:
            return {"label": obj.who or obj.pack.department}
        return {"label": str(found), "url": found.get_absolute_url()}

    def note(self, obj: Target) -> dict[str, Any] | None:
        """That its day has passed."""
        days = obj.days_left
        if days is None or days >= 0:
            return None
        text = _("The deadline passed %(days)s days ago.") % {"days": -days}
        return {"text": text, "tone": "danger"}

    def facts(self, obj: Target) -> list[dict[str, Any]]:
        """What is wanted and what is there."""
        reached = None if obj.reached is None else f"{obj.reached:g} {obj.unit}".strip()
        return [
            fact_group(
                _("What is wanted"),
                fact(_("target value"), obj.value, wide=True),
                fact(_("deadline"), obj.deadline),
                fact(_("recurs"), obj.recurring),
                fact(_("by whom"), obj.who),
                fact(_("sector pack"), obj.pack.name, url=obj.pack.get_absolute_url()),
            ),
            fact_group(
                _("How it stands"),
                fact(_("figure reached"), reached),
                fact(_("as of"), obj.reached_on),
                fact(_("reported by"), obj.reported_by),
                fact(pgettext("target", "how it stands"), obj.note, wide=True),
                *(fact(_("evidence"), f.name, url=f.url) for f in attachments_of(obj)),
            ),
        ]

    def own_verbs(self, obj: Target) -> Iterable[Verb]:
        """Reporting."""
        if not obj.is_retired and policy_of(Target).can(self.actor, REPORT, obj):
            yield Verb(
                "report", _("Report how it stands"),
                reverse("ledgers:report_target", args=[obj.pk]), method="get", style="primary",
                icon="pencil",
            )  # fmt: skip


class TargetReportPage(ChangePage):
    """The report how a target stands."""

    model = Target
    permission = REPORT
    form_class = TargetReportForm
    submit_label = gettext_lazy("Report")
    breadcrumbs: ClassVar = LIST

    def get_title(self) -> str:
        """What is wanted."""
        return f"{self.obj.indicator}：{self.obj.value}"

    def get_initial(self) -> dict[str, Any]:
        """What was reported last."""
        state = self.obj.state
        return {
            "state": TargetState.ON_TRACK if state == TargetState.OPEN else state,
            "reached": self.obj.reached,
            "reached_on": clock.today(),
        }

    def save(self, form: Any) -> Target:
        """Report it."""
        given = dict(form.cleaned_data)
        files = given.pop("records")
        return report_target(target_id=self.obj.pk, actor=self.actor, files=files, **given)
