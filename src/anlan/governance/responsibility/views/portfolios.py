"""Who answers for what: the table both ways, a leader's portfolio, absence, the yearly report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.documents.public import documents_of
from anlan.governance.responsibility.forms import AbsenceForm, PortfolioForm, YearForm
from anlan.governance.responsibility.models import (
    Absence,
    DutyRecord,
    Portfolio,
    PortfolioEntry,
    ResponsibilityList,
)
from anlan.governance.responsibility.permissions import KEEP, RECORD
from anlan.governance.responsibility.services.portfolio import (
    end_portfolio,
    enter_absence,
    set_portfolio,
)
from anlan.governance.responsibility.services.reports import make_duty_report
from anlan.governance.responsibility.tables import EntryTable
from anlan.governance.responsibility.views.labels import people
from anlan.kernel import clock
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import address_for, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

CRUMBS = ((gettext_lazy("Who answers for what"), "responsibility:entries"),)
NOW = Q(valid_to__isnull=True)


class EntryListPage(ListPage):
    """Every unit, township and sector with its leader; search works both ways."""

    model = PortfolioEntry
    table_class = EntryTable
    title = gettext_lazy("Who answers for what")
    live_topic = "responsibility"
    saved_filters: ClassVar = (
        SavedFilter("now", gettext_lazy("In force"), NOW),
        SavedFilter(
            "departments",
            gettext_lazy("Departments"),
            NOW & Q(organisation__kind__in=("department", "agency", "rescue")),
        ),
        SavedFilter(
            "townships",
            pgettext_lazy("responsibility", "Townships and parks"),
            NOW & Q(organisation__kind__in=("township", "park")),
        ),
        SavedFilter("sectors", pgettext_lazy("responsibility", "Sectors"), NOW & ~Q(sector="")),
        SavedFilter("history", gettext_lazy("History"), Q(valid_to__isnull=False)),
    )
    facets = (
        Facet(
            "leader",
            pgettext_lazy("responsibility", "leader"),
            "portfolio__person_id",
            labels=people,
        ),
    )
    search_fields = (
        "organisation__search_text",
        "sector",
        "portfolio__person__search_text",
        "portfolio__text",
    )
    search_placeholder = gettext_lazy("Unit, sector or leader")
    select_related = ("portfolio__person", "portfolio__substitute", "organisation")
    ordering = ("portfolio__sort_order", "portfolio_id", "pk")
    hidden_columns = ("valid_to",)
    create_url_name = "responsibility:set_portfolio"
    create_permission = KEEP
    create_label = gettext_lazy("Divide the work")
    empty_title = gettext_lazy("Nobody answers for anything here yet")
    empty_text = gettext_lazy(
        "Enter the division of work of the county leaders; overdue tasks then reach the right one."
    )


class SetPortfolioPage(CreatePage):
    """Give a leader a portfolio, or another one."""

    model = Portfolio
    permission = KEEP
    form_class = PortfolioForm
    form_takes_actor = True
    title = gettext_lazy("Divide the work")
    breadcrumbs = CRUMBS
    success_text = gettext_lazy("The division of work is in force; the former one is kept.")

    def get_initial(self) -> Mapping[str, Any]:
        """The present portfolio, when one is to be changed."""
        given = self.request.GET.get("portfolio", "")
        former = (
            visible(Portfolio, self.actor).filter(pk=given).first() if given.isdigit() else None
        )
        if former is None:
            return {}
        entries = list(former.entries.filter(NOW))
        return {
            "person_id": former.person_id,
            "standing": former.standing,
            "text": former.text,
            "basis": former.basis,
            "substitute_id": former.substitute_id,
            "organisation_ids": [e.organisation_id for e in entries if e.organisation_id],
            "sectors": "\n".join(e.sector for e in entries if e.sector),
        }

    def get_cancel_url(self) -> str:
        """Back to the table."""
        return reverse("responsibility:entries")

    def save(self, form: Any) -> Portfolio:
        """Call the service."""
        return set_portfolio(**form.cleaned_data, actor=self.actor)


class PortfolioPage(ObjectPage):
    """One leader: for what, since when, who stands in, what he did."""

    model = Portfolio
    select_related = ("person", "organisation", "substitute")
    breadcrumbs = CRUMBS
    live_topic = "responsibility"

    def topic(self, obj: Any) -> str:
        """The page follows all of responsibility."""
        return self.live_topic

    def get_subtitle(self, obj: Portfolio) -> str:
        """How he answers."""
        return str(obj.get_standing_display())

    def note(self, obj: Portfolio) -> Mapping[str, Any] | None:
        """Away, or no longer in force."""
        today = clock.today()
        away = Absence.objects.filter(
            person_id=obj.person_id, starts_on__lte=today, ends_on__gte=today
        ).select_related("substitute")
        if obj.valid_to is not None:
            return {"text": _("This division of work is no longer in force."), "tone": "info"}
        if absence := away.first():
            return {
                "text": _("Away until %(day)s; %(name)s acts meanwhile.")
                % {"day": absence.ends_on, "name": absence.substitute.name},
                "tone": "warning",
            }
        return None

    def facts(self, obj: Portfolio) -> list[dict[str, Any]]:
        """The division of work."""
        return [
            fact_group(
                _("Division of work"),
                fact(
                    pgettext("responsibility", "leader"),
                    obj.person,
                    url=address_for(self.actor, obj.person),
                ),
                fact(pgettext("responsibility", "substitute (B role)"), obj.substitute),
                fact(pgettext("responsibility", "document of the division of work"), obj.basis),
                fact(_("valid from"), obj.valid_from),
                fact(_("valid to"), obj.valid_to),
                fact(pgettext("responsibility", "division of work in words"), obj.text, wide=True),
            )
        ]

    def own_verbs(self, obj: Portfolio) -> Iterable[Verb]:
        """Change, absence, report."""
        keeps = self.rights.can(self.actor, KEEP, obj)
        own = self.actor.person_id is not None and self.actor.person_id == obj.person_id
        if own and self.actor.has(RECORD):
            yield Verb(
                "record",
                _("Record a duty performed"),
                reverse("responsibility:enter"),
                method="get",
                icon="edit",
                style="primary",
            )
        if keeps or own:
            yield Verb(
                "report",
                _("Duty report of the year"),
                reverse("responsibility:report", args=[obj.pk]),
                method="get",
                icon="file-text",
            )
        if keeps and obj.valid_to is None:
            yield Verb(
                "set",
                _("Divide the work"),
                f"{reverse('responsibility:set_portfolio')}?portfolio={obj.pk}",
                method="get",
                icon="edit",
            )
            yield Verb(
                "absence",
                _("Enter an absence"),
                reverse("responsibility:absence", args=[obj.pk]),
                method="get",
                icon="calendar",
            )
            yield Verb(
                "end",
                _("End the portfolio"),
                reverse("responsibility:end_portfolio", args=[obj.pk]),
                needs_reason=True,
                style="danger",
            )

    def own_panels(self, obj: Portfolio) -> Iterable[Mapping[str, Any]]:
        """Units and sectors, lists, records, papers, the portfolios before."""
        entries = obj.entries.select_related("organisation")
        yield {
            "id": "entries",
            "title": pgettext("responsibility", "Answers for"),
            "count": len(entries),
            "rows": [
                {
                    "label": str(entry),
                    "url": address_for(self.actor, entry.organisation),
                    "where": _("since %(day)s") % {"day": entry.valid_from},
                    "state": None
                    if entry.is_in_force or obj.valid_to
                    else {"label": _("ended"), "tone": "neutral"},
                }
                for entry in entries
            ],
            "empty": _("Everything, or nothing in particular; see the words above."),
        }
        holders = visible(ResponsibilityList, self.actor).filter(person_id=obj.person_id)
        yield {
            "id": "lists",
            "title": _("Responsibility lists"),
            "rows": [{"label": str(row), "url": row.get_absolute_url()} for row in holders]
            + [
                {
                    "label": str(work),
                    "url": work.get_absolute_url(),
                    "state": {"label": work.get_state_display(), "tone": "neutral"},
                }
                for row in holders
                for work in row.work_lists.all()[:3]
            ],
            "empty": _("No list yet: the office draws it up under “Responsibility lists”."),
        }
        records = visible(DutyRecord, self.actor).filter(person_id=obj.person_id)
        yield {
            "id": "records",
            "title": _("Duty performance records"),
            "count": records.filter(day__year=clock.today().year).count(),
            "url": f"{reverse('responsibility:records')}?person={obj.person_id}",
            "rows": [
                {
                    "label": row.text,
                    "url": row.get_absolute_url(),
                    "where": str(row.get_kind_display()),
                    "value": str(row.day),
                }
                for row in records[:8]
            ],
            "empty": _("Nothing on record yet."),
        }
        papers = documents_of(obj, self.actor)
        if papers:
            yield {
                "id": "papers",
                "title": _("Papers"),
                "count": len(papers),
                "rows": [
                    {"label": p.title, "url": p.url, "where": p.number, "at": p.created_at}
                    for p in papers
                ],
            }
        former = Portfolio.objects.filter(person_id=obj.person_id).exclude(pk=obj.pk)
        if former.exists():
            yield {
                "id": "former",
                "title": pgettext("responsibility", "Portfolios before and after"),
                "rows": [
                    {
                        "label": row.text[:60],
                        "url": row.get_absolute_url(),
                        "where": f"{row.valid_from}–{row.valid_to or ''}",
                    }
                    for row in former.order_by("-valid_from")[:10]
                ],
            }


class AbsencePage(ChangePage):
    """Say that a leader is away."""

    model = Portfolio
    permission = KEEP
    form_class = AbsenceForm
    form_takes_actor = True
    title = gettext_lazy("Enter an absence")
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """From today on, by the substitute."""
        return {"starts_on": clock.today(), "substitute_id": self.obj.substitute_id}

    def save(self, form: Any) -> Portfolio:
        """Call the service."""
        enter_absence(portfolio_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        return self.obj  # type: ignore[no-any-return]


class ReportPage(ChangePage):
    """Make the duty report of a year as a Word document."""

    model = Portfolio
    form_class = YearForm
    title = gettext_lazy("Duty report of the year")
    submit_label = gettext_lazy("Make the report")
    success_text = gettext_lazy("The report was made; it lies under “Papers”.")
    breadcrumbs = CRUMBS
    keeps_draft = False

    def load(self, **kwargs: Any) -> None:
        """Of oneself, or by the office."""
        super().load(**kwargs)
        if self.actor.person_id is None or self.actor.person_id != self.obj.person_id:
            self.rights.require(self.actor, KEEP, self.obj)

    def get_initial(self) -> Mapping[str, Any]:
        """This year."""
        return {"year": clock.today().year}

    def save(self, form: Any) -> Portfolio:
        """Call the service."""
        make_duty_report(portfolio_id=self.obj.pk, year=form.cleaned_data["year"], actor=self.actor)
        return self.obj  # type: ignore[no-any-return]


@requires(KEEP)
@require_POST
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """End a portfolio."""
    found = end_portfolio(
        portfolio_id=pk, reason=request.POST.get("reason", ""), actor=request.actor
    )
    return go_to(request, found.get_absolute_url())
