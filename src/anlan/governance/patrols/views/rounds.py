"""Rounds: the list, one round with coverage and plan, setting it up."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.governance.patrols.choices import RoundState, VisitState
from anlan.governance.patrols.forms import RoundForm, TeamForm, UnitsForm
from anlan.governance.patrols.models import Round, Team, Visit
from anlan.governance.patrols.panels import visit_row
from anlan.governance.patrols.permissions import PLAN, VIEW_PLAN
from anlan.governance.patrols.selectors.coverage import coverage_of_round
from anlan.governance.patrols.services import planning, rounds
from anlan.governance.patrols.services.reporting import make_report
from anlan.governance.patrols.states import ROUND
from anlan.governance.patrols.tables import RoundTable
from anlan.kernel import clock
from anlan.kernel.pages import (
    AboutPage,
    ChangePage,
    CreatePage,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, render_page, requires

CRUMBS = ((gettext_lazy("Patrol rounds"), "patrols:rounds"),)
#: Late and unreached visits named on the page of a round.
NAMED = 8


class RoundListPage(ListPage):
    """Rounds, the running ones first."""

    model = Round
    permission = VIEW_PLAN
    template = "patrols/rounds.html"
    table_class = RoundTable
    title = gettext_lazy("Patrol rounds")
    live_topic = "patrols-office"
    saved_filters: ClassVar = (
        SavedFilter(
            "running",
            pgettext_lazy("patrol round", "Running and planned"),
            Q(state__in=(RoundState.DRAFT, RoundState.RUNNING)),
        ),
        SavedFilter(
            "ended",
            pgettext_lazy("patrol round", "Ended"),
            Q(state__in=(RoundState.CLOSED, RoundState.CANCELLED)),
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    search_fields = ("title", "basis")
    search_placeholder = gettext_lazy("Title or basis")
    select_related = ("programme",)
    ordering = ("-starts_on", "-pk")
    hidden_columns = ("basis",)
    create_url_name = "patrols:create"
    create_permission = PLAN
    create_label = gettext_lazy("New round")
    empty_title = gettext_lazy("No round is planned")
    empty_text = gettext_lazy(
        "Set up a round: title, basis and days; then choose the units with one tick, set up teams, "
        "and let the platform spread the visits over the working days."
    )


class CreateRoundPage(CreatePage):
    """Set up a round."""

    model = Round
    permission = PLAN
    form_class = RoundForm
    form_takes_actor = True
    title = gettext_lazy("New round")
    breadcrumbs = CRUMBS
    success_text = gettext_lazy("Set up. Now choose the units.")

    def get_cancel_url(self) -> str:
        """Back to the list."""
        return reverse("patrols:rounds")

    def save(self, form: Any) -> Round:
        """Call the service."""
        return rounds.create_round(actor=self.actor, **form.cleaned_data)


class ChangeRoundPage(ChangePage):
    """Change what a round says of itself."""

    model = Round
    permission = PLAN
    form_class = RoundForm
    form_takes_actor = True
    breadcrumbs = CRUMBS
    initial_fields = ("title", "field", "basis", "starts_on", "ends_on", "programme_id", "remark")

    def save(self, form: Any) -> Round:
        """Call the service."""
        return rounds.change_round(round_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class RoundPage(ObjectPage):
    """One round: what is covered, what is late, what will not be reached, teams."""

    model = Round
    template = "patrols/round.html"
    machine = ROUND
    transition_url_name = "patrols:round_step"
    edit_url_name = "patrols:change"
    edit_permission = PLAN
    select_related = ("programme", "office")
    live_topic = "patrols-office"
    breadcrumbs = CRUMBS

    def topic(self, obj: Round) -> str:
        """Only the office hears of plans."""
        return self.live_topic if self.actor.has(VIEW_PLAN) else ""

    def get_subtitle(self, obj: Round) -> str:
        """Field and days."""
        return f"{obj.get_field_display()} · {obj.starts_on} — {obj.ends_on}"

    def state(self, obj: Round) -> Mapping[str, Any] | None:
        """The state."""
        return {"label": obj.get_state_display(), "tone": obj.tone, "value": obj.state}

    def describe(self, obj: Any) -> dict[str, Any]:
        """Coverage in the lead."""
        page = super().describe(obj)
        found = coverage_of_round(obj, clock.today())
        page["coverage"] = found
        page["is_running"] = obj.state == RoundState.RUNNING
        late, unreached = self._known(found.late, obj), self._known(found.unreached, obj)
        page["late"], page["late_count"] = late[:NAMED], len(late)
        page["unreached"], page["unreached_count"] = unreached[:NAMED], len(unreached)
        page["visits_url"] = f"{reverse('patrols:visits')}?tab=all&round={obj.pk}"
        if obj.state not in (RoundState.DRAFT, RoundState.RUNNING):
            page["edit_url"] = ""
        return page

    def _known(self, visits: Iterable[Visit], obj: Round) -> list[dict[str, Any]]:
        """Leave out what a member of a team may not know: unannounced visits of other teams."""
        rows = list(visits)
        if not self.actor.has(VIEW_PLAN):
            known = set(visible(Visit, self.actor).filter(round=obj).values_list("pk", flat=True))
            rows = [visit for visit in rows if visit.pk in known]
        teams: dict[int | None, str] = {team.pk: team.name for team in obj.teams.all()}
        for visit in rows:
            visit.round = obj
        return [{**visit_row(visit), "where": teams.get(visit.team_id, "")} for visit in rows]

    def facts(self, obj: Round) -> list[dict[str, Any]]:
        """Basis, programme, office."""
        return [
            fact_group(
                pgettext("patrol", "Round"),
                fact(pgettext("patrol", "basis"), obj.basis, wide=True),
                fact(
                    pgettext("patrol", "counts for"),
                    obj.programme,
                    url=obj.programme.get_absolute_url()
                    if obj.programme and self.actor.has(VIEW_PLAN)
                    else "",
                ),
                fact(pgettext("patrol", "office in charge"), obj.office),
                fact(_("remark"), obj.remark, wide=True),
            )
        ]

    def own_verbs(self, obj: Round) -> Iterable[Verb]:
        """Units, teams, days, plan, report."""
        if self.actor.has(VIEW_PLAN):
            yield Verb(
                "plan",
                _("Calendar"),
                reverse("patrols:plan", args=[obj.pk]),
                method="get",
                icon="calendar",
            )
        if not self.rights.can(self.actor, PLAN, obj):
            return
        if obj.state in (RoundState.DRAFT, RoundState.RUNNING):
            # What a new round still lacks is the one thing to be done first.
            has_units, has_teams = obj.visits.exists(), obj.teams.exists()
            yield Verb(
                "units",
                _("Choose units"),
                reverse("patrols:units", args=[obj.pk]),
                method="get",
                icon="plus",
                style="secondary" if has_units else "primary",
            )
            yield Verb(
                "team",
                _("New team"),
                reverse("patrols:new_team", args=[obj.pk]),
                method="get",
                icon="users",
                style="primary" if has_units and not has_teams else "secondary",
            )
            yield Verb(
                "schedule",
                _("Spread days and teams"),
                reverse("patrols:schedule", args=[obj.pk]),
                icon="calendar-event",
            )
        if obj.state != RoundState.DRAFT:
            yield Verb(
                "report",
                _("Report as Word"),
                reverse("patrols:report", args=[obj.pk]),
                icon="file-text",
            )

    def own_panels(self, obj: Round) -> Iterable[Mapping[str, Any]]:
        """Teams with their people."""
        may_plan = self.rights.can(self.actor, PLAN, obj)
        teams = obj.teams.select_related("leader").prefetch_related("members__person")
        yield {
            "id": "teams",
            "title": pgettext("patrol", "Teams"),
            "count": len(teams),
            "empty": _("No team yet: “New team” sets one up."),
            "rows": [
                {
                    "label": f"{team.name}：{team.leader.name}（{team.leader.title}）",
                    "where": "、".join(str(member) for member in team.members.all()),
                    "url": reverse("patrols:team", args=[team.pk]) if may_plan else "",
                }
                for team in teams
            ],
        }


class RoundStep(TransitionView):
    """The steps of a round."""

    model = Round
    machine = ROUND
    id_argument = "round_id"
    services: ClassVar = {
        "start": rounds.start_round,
        "close": rounds.close_round,
        "cancel": rounds.cancel_round,
    }


class OnRound(AboutPage):
    """A form about a round."""

    model = Round
    permission = PLAN
    breadcrumbs = CRUMBS


class UnitsPage(OnRound):
    """Choose the units of a round."""

    form_class = UnitsForm
    title = gettext_lazy("Choose units")
    submit_label = gettext_lazy("Put into the plan")
    success_text = gettext_lazy("The units are in the plan.")

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing is ticked."""
        return {}

    def form(self, **data: Any) -> Any:
        """Offer the units of the round's county."""
        return self.form_class(found=self.obj, **data)

    def save(self, form: Any) -> Round:
        """Call the service."""
        rounds.add_units(round_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        found: Round = self.obj
        return found


class NewTeamPage(OnRound):
    """Set up a team."""

    form_class = TeamForm
    form_takes_actor = True
    title = gettext_lazy("New team")

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing is filled in."""
        return {}

    def save(self, form: Any) -> Round:
        """Call the service."""
        return planning.set_team(round_id=self.obj.pk, actor=self.actor, **form.cleaned_data).round


class TeamPage(ChangePage):
    """Change a team."""

    model = Team
    permission = PLAN
    form_class = TeamForm
    form_takes_actor = True
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """The people of the team."""
        members = list(self.obj.members.all())
        return {
            "name": self.obj.name,
            "leader_id": self.obj.leader_id,
            "member_ids": [m.person_id for m in members if m.person_id is not None],
            "experts": "\n".join(m.name for m in members if m.person_id is None),
        }

    def save(self, form: Any) -> Round:
        """Call the service."""
        return planning.set_team(
            round_id=self.obj.round_id,
            team_id=self.obj.pk,
            actor=self.actor,
            **form.cleaned_data,
        ).round


@require_POST
@requires(PLAN)
def schedule(request: ActorRequest, pk: int) -> HttpResponse:
    """Give every visit a day and a team."""
    number = planning.schedule_visits(round_id=pk, actor=request.actor)
    messages.success(
        request,
        ngettext("%(count)d visit was planned.", "%(count)d visits were planned.", number)
        % {"count": number},
    )
    return go_to(request, reverse("patrols:plan", args=[pk]))


@require_POST
@requires(PLAN)
def report(request: ActorRequest, pk: int) -> HttpResponse:
    """Make the report on a round."""
    return go_to(request, make_report(round_id=pk, actor=request.actor).url)


@requires(VIEW_PLAN)
def plan(request: ActorRequest, pk: int) -> HttpResponse:
    """The calendar of a round: one month, its days with visits; what has no day yet."""
    found = get_visible(Round, pk, actor=request.actor)
    months = _months(found)
    wanted = request.GET.get("month", "")
    today = clock.today()
    usual = f"{today:%Y-%m}"
    month = wanted if wanted in months else usual if usual in months else months[0]
    year, number = (int(word) for word in month.split("-"))
    last = calendar.monthrange(year, number)[1]
    rows = (
        visible(Visit, request.actor)
        .filter(round=found)
        .exclude(state=VisitState.CANCELLED)
        .select_related("team", "round")
    )
    listed = rows.filter(planned_on__range=(date(year, number, 1), date(year, number, last)))
    days: dict[date, list[Visit]] = {}
    for visit in listed.order_by("planned_on", "team_id", "pk")[:1000]:
        if visit.planned_on is not None:
            days.setdefault(visit.planned_on, []).append(visit)
    without = rows.filter(planned_on__isnull=True)
    page = {
        "title": _("Calendar"),
        "subtitle": found.title,
        "breadcrumbs": [
            {"label": _("Patrol rounds"), "url": reverse("patrols:rounds")},
            {"label": found.title, "url": found.get_absolute_url()},
        ],
        "live_topic": "patrols-office",
        "months": [
            {"label": one, "url": f"?month={one}", "active": one == month} for one in months
        ],
        "days": [
            {"day": day, "is_today": day == today, "visits": visits} for day, visits in days.items()
        ],
        "without": list(without[:50]),
        "without_count": without.count(),
        "visits_url": f"{reverse('patrols:visits')}?tab=all&round={found.pk}",
    }
    return render_page(request, "patrols/plan.html", {"page": page})


def _months(found: Round) -> list[str]:
    """The months of a round."""
    day, result = found.starts_on.replace(day=1), []
    while day <= found.ends_on:
        result.append(f"{day:%Y-%m}")
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return result
