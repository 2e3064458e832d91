"""Assessments: the list, opening one, the ranking with its steps, a unit's result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.documents.public import documents_of
from anlan.governance.assessment import scoring
from anlan.governance.assessment.choices import (
    BAND_WORDS,
    OPEN_ITEMS,
    RUN_TONES,
    Effect,
    Means,
    RunKind,
    RunState,
    Verdict,
)
from anlan.governance.assessment.forms import RunForm
from anlan.governance.assessment.models import Appeal, ItemResult, Run, UnitResult
from anlan.governance.assessment.permissions import (
    CONFIRM,
    MANAGE,
    MARK,
    REPORT,
    SETTLE,
    sees_points,
)
from anlan.governance.assessment.selectors.blocking import Blocker, blockers_of
from anlan.governance.assessment.selectors.ranking import history_of, ranking_of
from anlan.governance.assessment.services import papers, runs, settling
from anlan.governance.assessment.states import RUN
from anlan.governance.assessment.tables import RunTable
from anlan.kernel import clock
from anlan.kernel.pages import (
    CreatePage,
    Facet,
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
from anlan.kernel.requests import ActorRequest, requires

CRUMBS = ((gettext_lazy("Assessments"), "assessment:runs"),)


class RunListPage(ListPage):
    """Monthly reviews, half-year checks, annual assessments."""

    model = Run
    table_class = RunTable
    title = gettext_lazy("Assessments")
    template = "assessment/runs.html"
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter(
            "running",
            pgettext_lazy("assessment", "Under way"),
            ~Q(state__in=(RunState.CONFIRMED, RunState.CANCELLED)),
            counted=True,
        ),
        SavedFilter("final", gettext_lazy("Final ones"), Q(state=RunState.CONFIRMED)),
    )
    facets = (
        Facet("kind", gettext_lazy("kind")),
        Facet("scheme__subject", gettext_lazy("Whom")),
    )
    search_fields = ("name",)
    select_related = ("scheme",)
    ordering = ("-until", "-pk")
    live_topic = "assessment"
    create_url_name = "assessment:run_new"
    create_permission = MANAGE
    create_label = gettext_lazy("Open an assessment")
    empty_title = gettext_lazy("No assessment yet")
    empty_text = gettext_lazy(
        "Put a scoring scheme in force, then open a monthly review, half-year check or annual "
        "assessment by it."
    )

    def queryset(self) -> QuerySet[Run]:
        """Count the units."""
        rows: QuerySet[Run] = super().queryset().annotate(units_number=Count("results"))
        return rows

    def describe(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the ways to queue and appeals."""
        found = super().describe(*args, **kwargs)
        if self.actor.has(MARK):
            found["queue_url"] = reverse("assessment:queue")
        if self.actor.has(REPORT) or self.actor.has(CONFIRM):
            found["appeals_url"] = reverse("assessment:appeals")
        return found


class OpenPage(CreatePage):
    """Open an assessment."""

    model = Run
    permission = MANAGE
    form_class = RunForm
    form_takes_actor = True
    title = gettext_lazy("Open an assessment")
    breadcrumbs = CRUMBS
    submit_label = gettext_lazy("Open it")
    success_text = gettext_lazy("Opened: the figures are taken and the units are told.")

    def get_initial(self) -> Mapping[str, Any]:
        """Last month, as monthly reviews are held."""
        today = clock.today()
        first = date(today.year, today.month, 1)
        return {"kind": RunKind.MONTH, "since": first, "until": today}

    def save(self, form: Any) -> Run:
        """Call the service."""
        return runs.open_run(actor=self.actor, **form.cleaned_data)


class RunPage(ObjectPage):
    """The ranking: places, parts, change, drill down; what may be done now."""

    model = Run
    template = "assessment/run.html"
    machine = RUN
    state_tones = RUN_TONES
    transition_url_name = "assessment:run_step"
    select_related = ("scheme", "previous")
    breadcrumbs = CRUMBS
    live_topic = "assessment"
    transition_confirms: ClassVar = {
        "confirm": gettext_lazy("Points, grades and places are final then and open to all units.")
    }

    def get_subtitle(self, obj: Run) -> str:
        """Kind and period."""
        return f"{obj.get_kind_display()} · {obj.since:%Y-%m-%d} — {obj.until:%Y-%m-%d}"

    def note(self, obj: Run) -> Mapping[str, Any] | None:
        """What is to be done next."""
        if obj.state == RunState.OPEN:
            text = _("Units hand in evidence until %(day)s.") % {"day": obj.hand_in_until}
            return {"text": text, "tone": "info"}
        if obj.state == RunState.PUBLISHED:
            text = _("Units may appeal until %(day)s.") % {"day": obj.appeal_until}
            return {"text": text, "tone": "info"}
        return None

    def facts(self, obj: Run) -> list[dict[str, Any]]:
        """Scheme, days, who."""
        open_items = ItemResult.objects.filter(result__run=obj, state__in=OPEN_ITEMS).count()
        appeals = visible(Appeal, self.actor).filter(item_result__result__run=obj)
        return [
            fact_group(
                pgettext("assessment", "Assessment"),
                fact(_("scoring scheme"), obj.scheme, url=obj.scheme.get_absolute_url()),
                fact(_("comparability"), obj.scheme.get_normalisation_display()),
                fact(_("items not settled"), open_items),
                fact(
                    _("assessment appeals"),
                    appeals.count(),
                    url=f"{reverse('assessment:appeals')}?tab=all",
                ),
                fact(_("figures taken at"), at=obj.computed_at),
                fact(
                    _("compared with"),
                    obj.previous,
                    url=obj.previous.get_absolute_url() if obj.previous else "",
                ),
                fact(pgettext("assessment", "opened by"), obj.opened_by),
                fact(_("published at"), at=obj.published_at),
                fact(_("confirmed by"), obj.confirmed_by),
                fact(_("confirmed at"), at=obj.confirmed_at),
                fact(_("note"), obj.note, wide=True),
            )
        ]

    def own_verbs(self, obj: Run) -> Iterable[Verb]:
        """Figures anew, papers."""
        manages = self.rights.can(self.actor, MANAGE, obj)
        if manages and not obj.is_final and obj.state != RunState.PUBLISHED:
            yield Verb(
                "refresh",
                _("Take the figures anew"),
                reverse("assessment:refresh", args=[obj.pk]),
                icon="refresh",
            )
        if manages and obj.is_shown_to_units:
            yield Verb(
                "report",
                _("Make the notice"),
                reverse("assessment:report", args=[obj.pk]),
                icon="file-text",
            )
        if obj.is_shown_to_units:
            yield Verb(
                "workbook",
                _("Ranking as a workbook"),
                reverse("assessment:workbook", args=[obj.pk]),
                method="get",
                icon="download",
            )

    def describe(self, obj: Run) -> dict[str, Any]:
        """Add ranking and papers."""
        found = ranking_of(obj, self.actor)
        bands = [
            {"words": words, "count": sum(1 for x in found.lines if x.result.band == code)}
            for code, words in BAND_WORDS.items()
        ]
        return super().describe(obj) | {
            "ranking": found,
            "bands": bands,
            "by_group": obj.scheme.normalisation == "groups" and len(found.groups) > 1,
            "converted": obj.scheme.normalisation == "mean",
            "papers": documents_of(obj, self.actor),
            "blocking": self._blocking(obj),
            "verdicts": Verdict.choices,
        }

    def _blocking(self, obj: Run) -> list[Blocker]:
        """What still holds up publication, for those who can decide on it."""
        if obj.state not in settling.STAGES or not self.rights.can(self.actor, SETTLE, obj):
            return []
        return blockers_of(obj, self.actor)


class RunStep(TransitionView):
    """The steps of an assessment."""

    model = Run
    machine = RUN
    id_argument = "run_id"
    services: ClassVar = {
        "close": runs.close_run,
        "review": runs.review_run,
        "reopen": runs.reopen_run,
        "publish": runs.publish_run,
        "confirm": runs.confirm_run,
        "cancel": runs.cancel_run,
    }


@require_POST
@requires(MANAGE)
def refresh(request: ActorRequest, pk: int) -> HttpResponse:
    """Take the figures anew."""
    run = runs.refresh_figures(run_id=pk, actor=request.actor)
    messages.success(request, _("The figures were taken anew."))
    return go_to(request, run.get_absolute_url())


@require_POST
@requires(SETTLE)
def settle_all(request: ActorRequest, pk: int) -> HttpResponse:
    """Decide on several items for all units that have no data or handed nothing in."""
    settled = settling.settle_open(
        run_id=pk,
        item_ids=[int(item) for item in request.POST.getlist("item") if item.isdigit()],
        verdict=request.POST.get("verdict", Verdict.EXEMPT),
        reason=request.POST.get("reason", ""),
        actor=request.actor,
    )
    words = _("Decided on %(n)d items of units.") % {"n": settled.done}
    if settled.left:
        words += " " + _("%(n)d of your own unit are left to somebody else.") % {"n": settled.left}
    messages.success(request, words)
    return go_to(request, reverse("assessment:run", args=[pk]))


@require_POST
@requires(MANAGE)
def report(request: ActorRequest, pk: int) -> HttpResponse:
    """Make the notice of results as a numbered paper."""
    paper = papers.make_report(run_id=pk, actor=request.actor)
    messages.success(request, _("Paper made: %(number)s.") % {"number": paper.number})
    return go_to(request, reverse("assessment:run", args=[pk]))


@requires("assessment.view_assessment")
def workbook(request: ActorRequest, pk: int) -> FileResponse:
    """The ranking with every item as a workbook."""
    run = get_visible(Run, pk, actor=request.actor)
    content = papers.ranking_workbook(run=run, actor=request.actor)
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"{run.name}.xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


class ResultPage(ObjectPage):
    """A unit's result: every item with facts, formula, points and the way to the records."""

    model = UnitResult
    template = "assessment/result.html"
    select_related = ("run__scheme", "organisation", "person")
    breadcrumbs = CRUMBS
    live_topic = "assessment"

    def get_title(self, obj: UnitResult) -> str:
        """Who."""
        return obj.who

    def get_subtitle(self, obj: UnitResult) -> str:
        """Which assessment."""
        return str(obj.run)

    def state(self, obj: UnitResult) -> Mapping[str, Any] | None:
        """The grade, once the unit may know it."""
        if not obj.band or not sees_points(self.actor, obj):
            return None
        return {"label": BAND_WORDS[obj.band], "tone": obj.band_tone, "value": obj.band}

    def note(self, obj: UnitResult) -> Mapping[str, Any] | None:
        """A veto, or items without data."""
        if not sees_points(self.actor, obj):
            return {"text": _("Points are shown when they are published."), "tone": "info"}
        if obj.vetoed:
            return {
                "text": _("One-vote veto: %(items)s") % {"items": obj.vetoed},
                "tone": "danger",
            }
        if obj.missing:
            return {
                "text": _("%(n)d items have no data; they count neither as zero nor as full.")
                % {"n": obj.missing},
                "tone": "warning",
            }
        return None

    def facts(self, obj: UnitResult) -> list[dict[str, Any]]:
        """Score and place."""
        if not sees_points(self.actor, obj):
            return []
        return [
            fact_group(
                pgettext("assessment", "Result"),
                fact(_("score"), None if obj.score is None else scoring.plain(obj.score)),
                fact(_("points earned"), None if obj.base is None else scoring.plain(obj.base)),
                fact(_("bonus points"), scoring.plain(obj.bonus)),
                fact(_("points taken away"), scoring.plain(obj.deduction)),
                fact(
                    _("comparable score"),
                    None if obj.comparable is None else scoring.plain(obj.comparable),
                ),
                fact(_("rank"), obj.rank),
                fact(_("rank last time"), obj.rank_before),
                fact(pgettext("assessment", "group"), obj.group_name),
                fact(_("handed in by"), obj.handed_in_by, as_of=obj.handed_in_at),
                fact(_("frozen at"), at=obj.frozen_at),
                fact(_("checksum of the inputs"), obj.inputs_sha256[:16], wide=True),
            )
        ]

    def describe(self, obj: UnitResult) -> dict[str, Any]:
        """Add the items by part, and the unit over time."""
        rows = obj.items.select_related("item__part").prefetch_related("marks", "appeals")
        parts: dict[str, list[dict[str, Any]]] = {}
        shows = sees_points(self.actor, obj)
        for row in rows:
            parts.setdefault(row.item.part.name, []).append(
                {
                    "row": row,
                    "earns": row.item.effect == Effect.EARN,
                    "automatic": row.item.means == Means.AUTOMATIC,
                    "shows": shows,
                    "state": {"label": row.get_state_display(), "tone": row.tone},
                    "rule": scoring.rule_words(row.item.rule) if row.item.rule else "",
                }
            )
        history = history_of(obj, self.actor)
        return super().describe(obj) | {
            "parts": parts,
            "shows": shows,
            "history": [
                {"result": one, "percent": min(100, round(one.score or 0)), "band": one.band_tone}
                for one in history
                if one.score is not None
            ],
        }
