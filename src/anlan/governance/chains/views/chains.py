"""Chains: the list, the picture of one, templates, evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.documents.public import documents_of
from anlan.governance.chains.blueprints import blueprints, suggest_units
from anlan.governance.chains.choices import OPEN_CLUES, ClueState, UnitRole, VersionState
from anlan.governance.chains.forms import ChainForm, EvaluationForm
from anlan.governance.chains.models import Chain, ChainVersion, Clue, Stage, Trace
from anlan.governance.chains.permissions import KEEP, REPORT, VIEW, VIEW_CLUE
from anlan.governance.chains.selectors.figures import StageFigures, clues_of, figures_of
from anlan.governance.chains.services import chains as services
from anlan.governance.chains.services.common import version_in_force
from anlan.governance.chains.services.evaluating import evaluate_chain
from anlan.governance.chains.tables import ChainTable
from anlan.governance.chains.waiting import late_q
from anlan.kernel import clock
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import ActorPage, ChangePage, CreatePage, ListPage, SavedFilter
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.requests import ActorRequest, render_page, requires

CRUMBS = ((gettext_lazy("Whole-chain supervision"), "chains:chains"),)


def _counted(rows: QuerySet[Any], **what: Any) -> Any:
    """A count in a query of its own for each row, so that joins do not multiply."""
    ((name, value),) = what.items()
    counted = rows.order_by().values(name).annotate(total=Count("pk", filter=value))
    return Coalesce(Subquery(counted.values("total")), 0)


class ChainListPage(ListPage):
    """The chains of the county."""

    model = Chain
    template = "chains/chains.html"
    table_class = ChainTable
    title = gettext_lazy("Whole-chain supervision")
    saved_filters: ClassVar = (
        SavedFilter("active", gettext_lazy("In use"), Q(is_active=True)),
        SavedFilter("all", gettext_lazy("All")),
    )
    search_fields = ("name",)
    search_placeholder = gettext_lazy("Name of the thing")
    select_related = ("office",)
    ordering = ("name", "pk")
    empty_title = gettext_lazy("No chain yet")
    empty_text = gettext_lazy(
        "Adopt a shipped chain (insulation, welding, bottled gas …) or lay down one of your own."
    )

    def queryset(self) -> QuerySet[Any]:
        """Count stages of the version in force, and the clues the actor may read."""
        stages = Stage.objects.filter(
            version__chain=OuterRef("pk"), version__state=VersionState.PUBLISHED
        )
        drafts = ChainVersion.objects.filter(chain=OuterRef("pk"), state=VersionState.DRAFT)
        found: QuerySet[Any] = (
            super()
            .queryset()
            .annotate(
                stage_count=_counted(stages, version__chain=Q()),
                draft_count=_counted(drafts, chain=Q()),
            )
        )
        if not self.actor.has(VIEW_CLUE):
            return found
        clues = visible(Clue, self.actor).filter(chain=OuterRef("pk"))
        late = visible(Trace, self.actor).filter(
            clue__chain=OuterRef("pk"), clue__state=ClueState.TRACING
        )
        counted: QuerySet[Any] = found.annotate(
            open_count=_counted(clues, chain=Q(state__in=OPEN_CLUES)),
            closed_count=_counted(clues, chain=Q(state=ClueState.CLOSED)),
            late_count=_counted(late.filter(late_q()), clue__chain=Q()),
        )
        return counted

    def describe(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Offer the ways in."""
        page = super().describe(*args, **kwargs)
        page["may_keep"] = self.actor.has(KEEP)
        page["may_report"] = self.actor.has(REPORT)
        return page


class ChainPage(ActorPage):
    """The picture of a chain: stages side by side with unit, problems and times."""

    model = Chain
    permission = VIEW
    live_topic = "chain:{pk}"
    breadcrumbs = CRUMBS

    def get(self, request: Any, pk: int) -> HttpResponse:
        """Show the year asked for, this one by default."""
        chain = get_visible(Chain, pk, actor=self.actor)
        version = version_in_force(chain) or chain.versions.first()
        if version is None:
            raise NotVisible
        asked = request.GET.get("year", "")
        year = int(asked) if asked.isdigit() and 2000 <= int(asked) < 2200 else clock.today().year
        page = self.describe(chain, version, year)
        return render_page(request, "chains/chain.html", {"page": page, "object": chain})

    def describe(self, chain: Chain, version: ChainVersion, year: int) -> dict[str, Any]:
        """Return what the picture shows."""
        stages = list(version.stages.prefetch_related("units__organisation"))
        names = {stage.code: stage.name for stage in stages}
        clues = clues_of(self.actor, chain, date(year, 1, 1), date(year, 12, 31))
        found = figures_of(clues, names)
        may_keep = self.rights.can(self.actor, KEEP, chain)
        listed = reverse("chains:clues")
        others = chain.versions.exclude(pk=version.pk)
        return {
            "title": chain.name,
            "subtitle": version.why,
            "breadcrumbs": self.get_breadcrumbs(),
            "live_topic": self.live_topic.format(pk=chain.pk),
            "version": version,
            "office": chain.office,
            "versions": [
                {
                    "label": _("Version %(number)d") % {"number": row.number},
                    "url": row.get_absolute_url(),
                    "state": {"label": row.get_state_display(), "tone": row.tone},
                    "at": row.published_at,
                }
                for row in (version, *others)
            ],
            "year": year,
            "years": [
                {"label": y, "url": f"?year={y}", "active": y == year}
                for y in range(clock.today().year, clock.today().year - 3, -1)
            ],
            "figures": found,
            "clues_url": f"{listed}?tab=all&chain={chain.pk}",
            "stages": [
                self._lane(stage, found.stages[stage.code], f"{listed}?tab=all&chain={chain.pk}")
                for stage in stages
            ],
            "ways": [
                {
                    "origin": names.get(first, first),
                    "found": names.get(last, last),
                    "count": count,
                }
                for (first, last), count in found.ways.most_common()
            ],
            "papers": documents_of(chain, self.actor),
            "is_draft": version.state == VersionState.DRAFT,
            "report_url": f"{reverse('chains:report')}?chain={chain.pk}"
            if self.actor.has(REPORT) and version.state == VersionState.PUBLISHED
            else "",
            "revise_url": reverse("chains:revise", args=[chain.pk]) if may_keep else "",
            "evaluate_url": reverse("chains:evaluate", args=[chain.pk]) if may_keep else "",
        }

    def _lane(self, stage: Stage, row: StageFigures, listed: str) -> dict[str, Any]:
        units = list(stage.units.all())
        return {
            "stage": stage,
            "leads": [unit.organisation for unit in units if unit.role == UnitRole.LEAD],
            "supports": [str(unit) for unit in units if unit.role == UnitRole.SUPPORT],
            "figures": row,
            "url": f"{listed}&stage={stage.pk}",
        }


@requires(KEEP)
@require_POST
def revise(request: ActorRequest, pk: int) -> HttpResponse:
    """Begin the next version."""
    version = services.revise_chain(chain_id=pk, actor=request.actor)
    return go_to(request, version.get_absolute_url())


@requires(KEEP)
def templates(request: ActorRequest) -> HttpResponse:
    """The shipped chains, which of them are adopted, with a form to adopt each."""
    adopted = {chain.code: chain for chain in visible(Chain, request.actor)}
    plans = blueprints()
    units = suggest_units({word for plan in plans.values() for word in plan.units})
    rows = [
        {
            "plan": plan,
            "chain": adopted.get(code),
            "stages": " → ".join(stage.name for stage in plan.stages),
            "unknown": "、".join(word for word in plan.units if units.get(word) is None),
        }
        for code, plan in plans.items()
    ]
    page = {
        "title": _("Shipped chains"),
        "subtitle": _("Adopting makes a draft with the units of the county filled in."),
        "breadcrumbs": [{"label": label, "url": reverse(name)} for label, name in CRUMBS],
        "rows": rows,
    }
    return render_page(request, "chains/templates.html", {"page": page})


@requires(KEEP)
@require_POST
def adopt(request: ActorRequest, code: str) -> HttpResponse:
    """Adopt a shipped chain and go to its draft."""
    chain = services.adopt_template(code=code, actor=request.actor)
    version = chain.versions.get()
    return go_to(request, version.get_absolute_url())


class NewChainPage(CreatePage):
    """A chain of the county's own."""

    model = Chain
    permission = KEEP
    form_class = ChainForm
    title = gettext_lazy("Lay down a chain of our own")
    breadcrumbs = CRUMBS
    cancel_url = "/chains/"

    def save(self, form: Any) -> ChainVersion:
        """Call the service and go to the draft."""
        return services.create_chain(actor=self.actor, **form.cleaned_data).versions.get()


class EvaluatePage(ChangePage):
    """Draw up the yearly evaluation."""

    model = Chain
    permission = KEEP
    form_class = EvaluationForm
    title = gettext_lazy("Yearly evaluation")
    submit_label = gettext_lazy("Make the Word document")
    success_text = gettext_lazy("The evaluation was drawn up; it stands among the papers below.")
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """An empty form."""
        return {}

    def save(self, form: Any) -> Chain:
        """Call the service."""
        evaluate_chain(chain_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        found: Chain = self.obj
        return found
