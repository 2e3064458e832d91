"""Programmes and their coverage over several rounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.governance.patrols.forms import ProgrammeForm
from anlan.governance.patrols.models import Programme
from anlan.governance.patrols.permissions import PLAN, VIEW_PLAN
from anlan.governance.patrols.selectors.coverage import coverage_of_programme, programme_pace
from anlan.governance.patrols.services import programmes
from anlan.governance.patrols.tables import ProgrammeTable
from anlan.governance.patrols.views.rounds import CRUMBS
from anlan.kernel import clock
from anlan.kernel.pages import ChangePage, CreatePage, ListPage, ObjectPage, fact, fact_group

PROGRAMME_CRUMBS = (*CRUMBS, (gettext_lazy("Coverage programmes"), "patrols:programmes"))
#: Units named on the page before the rest is folded.
NAMED = 60


class ProgrammeListPage(ListPage):
    """What must be covered by when."""

    model = Programme
    table_class = ProgrammeTable
    title = gettext_lazy("Coverage programmes")
    breadcrumbs = CRUMBS
    ordering = ("-ends_on", "-pk")
    create_url_name = "patrols:create_programme"
    create_permission = PLAN
    create_label = gettext_lazy("New programme")
    empty_title = gettext_lazy("No programme is set up")
    empty_text = gettext_lazy(
        "A programme says what is to be visited at least once over several rounds, such as every "
        "township within a five-year plan."
    )


class CreateProgrammePage(CreatePage):
    """Set up a programme."""

    model = Programme
    permission = PLAN
    form_class = ProgrammeForm
    title = gettext_lazy("New programme")
    breadcrumbs = PROGRAMME_CRUMBS

    def get_cancel_url(self) -> str:
        """Back to the list."""
        return reverse("patrols:programmes")

    def save(self, form: Any) -> Programme:
        """Call the service."""
        return programmes.create_programme(actor=self.actor, **form.cleaned_data)


class ChangeProgrammePage(ChangePage):
    """Change a programme."""

    model = Programme
    permission = PLAN
    form_class = ProgrammeForm
    breadcrumbs = PROGRAMME_CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """Name, days, shares."""
        names = ("name", "basis", "starts_on", "ends_on")
        return {
            **{name: getattr(self.obj, name) for name in names},
            **{f"target_{row.kind}": row.percent for row in self.obj.targets.all()},
        }

    def save(self, form: Any) -> Programme:
        """Call the service."""
        return programmes.change_programme(
            programme_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class ProgrammePage(ObjectPage):
    """Coverage: how many of each kind were visited, which not, whether the target will be met."""

    model = Programme
    permission = VIEW_PLAN
    template = "patrols/programme.html"
    edit_url_name = "patrols:change_programme"
    edit_permission = PLAN
    select_related = ("office",)
    live_topic = "patrols-office"
    breadcrumbs = PROGRAMME_CRUMBS

    def get_subtitle(self, obj: Programme) -> str:
        """The days."""
        return f"{obj.starts_on} — {obj.ends_on}"

    def describe(self, obj: Any) -> dict[str, Any]:
        """Coverage in the lead."""
        page = super().describe(obj)
        today = clock.today()
        lines = coverage_of_programme(obj, today)
        pace = programme_pace(obj, lines, today)
        page["as_of"] = min(today, obj.ends_on)
        page["lines"] = [
            {
                "line": line,
                "pace": pace.get(line.kind),
                "missing": line.missing[:NAMED],
                "missing_more": max(0, len(line.missing) - NAMED),
                "unplanned": {unit.key for unit in line.missing_unplanned},
                "visited": [
                    {"unit": unit, "days": line.days[unit.key]}
                    for unit in line.whole
                    if unit.key in line.days
                ][:NAMED],
                "visited_more": max(0, line.visited - NAMED),
            }
            for line in lines
            if line.whole or line.days or line.gone or line.target
        ]
        return page

    def facts(self, obj: Programme) -> list[dict[str, Any]]:
        """Basis, office, rounds."""
        return [
            fact_group(
                pgettext("patrol", "Programme"),
                fact(pgettext("patrol", "basis"), obj.basis, wide=True),
                fact(pgettext("patrol", "office in charge"), obj.office),
            )
        ]

    def own_panels(self, obj: Programme) -> list[dict[str, Any]]:
        """The rounds that count."""
        rows = list(obj.rounds.order_by("starts_on", "pk"))
        return [
            {
                "id": "rounds",
                "title": _("patrol rounds"),
                "count": len(rows),
                "empty": _("No round counts for this programme yet."),
                "rows": [
                    {
                        "label": row.title,
                        "url": row.get_absolute_url(),
                        "where": f"{row.starts_on} — {row.ends_on}",
                        "state": {"label": row.get_state_display(), "tone": row.tone},
                    }
                    for row in rows
                ],
            }
        ]
