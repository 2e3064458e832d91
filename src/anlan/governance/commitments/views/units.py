"""A unit's own promises on one page for desk and phone; tables of progress."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from anlan.base.files.public import attachments_of
from anlan.base.organisations.public import find_organisation
from anlan.governance.commitments.models import Commitment, CommitmentReport, Escalation
from anlan.governance.commitments.permissions import REPORT, own_units
from anlan.governance.commitments.selectors.keeping import keeping
from anlan.governance.commitments.selectors.units import (
    TABLE_LINES,
    progress_rows,
    progress_table,
    unit_work,
)
from anlan.governance.commitments.services.giving import accept_all
from anlan.governance.commitments.services.printing import print_progress
from anlan.governance.commitments.views.commitments import CRUMBS
from anlan.governance.commitments.workbooks import heads, progress_workbook
from anlan.kernel import clock
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import ActorPage, ObjectPage, fact, fact_group
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import visible
from anlan.kernel.requests import render_page


class _UnitView(ActorPage):
    """What a unit has promised and how it keeps it."""

    model = Commitment
    breadcrumbs = CRUMBS
    live_topic = "commitments"

    def show(self, organisation_id: int, *, is_own: bool) -> HttpResponse:
        """Render the page of one unit."""
        unit = find_organisation(organisation_id)
        if unit is None:
            raise NotVisible
        today = clock.today()
        work = unit_work(self.actor, [organisation_id])
        kept = keeping(
            self.actor,
            since=date(today.year, 1, 1),
            until=date(today.year, 12, 31),
            organisation_ids=[organisation_id],
        ).get(organisation_id)
        page = {
            "title": _("My unit's promises") if is_own else unit.name,
            "subtitle": unit.short_name or unit.name,
            "breadcrumbs": self.get_breadcrumbs(),
            "live_topic": self.live_topic,
            "print": True,
            "is_own": is_own,
            "unit": unit,
            "work": work,
            "keeping": kept,
            "year": today.year,
            "table_url": f"{reverse('commitments:table')}?{urlencode({'unit': unit.id})}",
        }
        return render_page(self.request, "commitments/unit.html", {"page": page})


class MinePage(_UnitView):
    """My unit's promises: sign, report, say that it is done, all with large buttons."""

    permission = REPORT

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show one's own unit; of several the one chosen."""
        own = sorted(own_units(self.actor, REPORT))
        if not own:
            page = {"title": _("My unit's promises"), "breadcrumbs": self.get_breadcrumbs()}
            return render_page(request, "commitments/unit.html", {"page": page})
        wanted = request.GET.get("unit", "")
        first = self.actor.organisation_id if self.actor.organisation_id in own else own[0]
        chosen = int(wanted) if wanted.isdigit() and int(wanted) in own else first
        return self.show(int(chosen or own[0]), is_own=True)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign for everything that waits."""
        count = accept_all(actor=self.actor)
        messages.success(
            request,
            ngettext("Signed for %(count)d task.", "Signed for %(count)d tasks.", count)
            % {"count": count},
        )
        return go_to(request, reverse("commitments:mine"))


class UnitPage(_UnitView):
    """The promises of any unit one may see."""

    def get(self, request: Any, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the unit."""
        if not visible(Commitment, self.actor).filter(lead_id=pk).exists() and pk not in own_units(
            self.actor, REPORT
        ):
            raise NotVisible
        return self.show(pk, is_own=False)


class OverduePage(ActorPage):
    """What was taken to me as a leader: by unit, with the reason and the receipt."""

    model = Escalation
    title = gettext_lazy("Overdue tasks brought to me")
    breadcrumbs = CRUMBS
    live_topic = "commitments"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the open steps that name me."""
        rows = (
            self.rights.visible(self.actor)
            .filter(person_ids__contains=[self.actor.person_id or 0])
            .select_related("commitment__lead", "period", "step")
            .order_by("commitment__lead_id", "due_on", "pk")
        )
        seen: dict[tuple[int, int | None], Escalation] = {}
        for row in rows[:500]:
            is_owed = row.period.is_missing if row.period else row.commitment.is_overdue
            if is_owed and row.step.days >= 0:
                seen[(row.commitment_id, row.period_id)] = row
        groups: dict[str, list[Escalation]] = {}
        for row in seen.values():
            groups.setdefault(str(row.commitment.lead), []).append(row)
        page = {
            "title": self.title,
            "breadcrumbs": self.get_breadcrumbs(),
            "live_topic": self.live_topic,
            "print": True,
            "groups": list(groups.items()),
        }
        return render_page(request, "commitments/overdue.html", {"page": page})


class TablePage(ActorPage):
    """The table of progress of a plan or a unit: to be read, printed, taken along."""

    model = Commitment
    title = gettext_lazy("Table of progress")
    breadcrumbs = CRUMBS

    def _asked(self) -> tuple[str, int | None, str]:
        plan = self.request.GET.get("plan", "").strip()
        unit = self.request.GET.get("unit", "")
        unit_id = int(unit) if unit.isdigit() else None
        name = plan
        if unit_id is not None:
            found = find_organisation(unit_id)
            if found is None:
                raise NotVisible
            name = f"{found.name} {plan}".strip()
        return plan, unit_id, _("Table of progress: %(what)s") % {"what": name or _("all tasks")}

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the table, or hand it out as a workbook."""
        plan, unit_id, title = self._asked()
        if request.GET.get("export") == "xlsx":
            return FileResponse(
                progress_workbook(title, progress_table(self.actor, plan=plan, unit_id=unit_id)),
                as_attachment=True,
                filename=f"{title.replace('/', '-')[:80]}.xlsx",
            )
        total = progress_rows(self.actor, plan=plan, unit_id=unit_id).count()
        pages = max(1, -(-total // TABLE_LINES))
        asked = request.GET.get("page", "1")
        number = min(pages, max(1, int(asked))) if asked.isdecimal() else 1
        lines = progress_table(
            self.actor,
            plan=plan,
            unit_id=unit_id,
            first=(number - 1) * TABLE_LINES,
            most=TABLE_LINES,
        )
        rows = visible(Commitment, self.actor).order_by()
        plans = rows.exclude(source_name="").values_list("source_name", flat=True).distinct()
        page = {
            "title": title,
            "breadcrumbs": self.get_breadcrumbs(),
            "print": True,
            "heads": heads(),
            "lines": lines,
            "total": total,
            "page_number": number,
            "pages": pages,
            "plans": sorted(plans),
            "plan": plan,
            "unit": unit_id or "",
            "excel_url": f"?{urlencode({'plan': plan, 'unit': unit_id or '', 'export': 'xlsx'})}",
            "may_print": bool(lines),
        }
        return render_page(request, "commitments/table.html", {"page": page})

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the Word paper and lead to it."""
        plan, unit_id, title = self._asked()
        return go_to(
            request, print_progress(plan=plan, unit_id=unit_id, title=title, actor=self.actor)
        )


class ReportedPage(ObjectPage):
    """One report with its evidence."""

    model = CommitmentReport
    breadcrumbs = CRUMBS
    select_related = ("commitment", "organisation", "period")

    def get_title(self, obj: CommitmentReport) -> str:
        """The task."""
        return obj.commitment.title

    def get_subtitle(self, obj: CommitmentReport) -> str:
        """Who and when."""
        return f"{obj.organisation} · {obj.made_by}"

    def facts(self, obj: CommitmentReport) -> list[dict[str, Any]]:
        """What was said."""
        return [
            fact_group(
                pgettext("commitment", "Progress"),
                fact(pgettext("commitment", "progress in percent"), f"{obj.progress}%"),
                fact(pgettext("commitment", "figure reached"), obj.figure),
                fact(pgettext("commitment report", "progress made"), obj.text, wide=True),
                fact(pgettext("commitment", "problem"), obj.problem, wide=True),
                fact(pgettext("commitment report", "reported at"), at=obj.made_at),
                fact(
                    pgettext("commitment", "Task"),
                    obj.commitment.title,
                    url=obj.commitment.get_absolute_url(),
                ),
            )
        ]

    def own_panels(self, obj: CommitmentReport) -> list[dict[str, Any]]:
        """The evidence."""
        return [
            {
                "id": "evidence",
                "title": pgettext("commitment report", "evidence"),
                "rows": [
                    {"label": file.name, "url": file.url, "at": file.created_at}
                    for file in attachments_of(obj)
                ],
                "empty": _("No file was handed in with this report."),
            }
        ]

    def timeline(self, obj: CommitmentReport) -> None:
        """The story stands on the task."""
        return
