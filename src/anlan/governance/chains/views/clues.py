"""Clues along chains: the register, reporting on the phone, one clue with its way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, cast

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from anlan.base.files.public import attachments_of
from anlan.governance.chains.choices import OPEN_CLUES, ClueState
from anlan.governance.chains.constants import SAME_ORIGIN_MANY
from anlan.governance.chains.forms import AddStagesForm, ClueForm, StagesForm
from anlan.governance.chains.models import Chain, Clue, Stage, Trace
from anlan.governance.chains.origins import same_origin
from anlan.governance.chains.permissions import COORDINATE, REPORT
from anlan.governance.chains.services import clues as services
from anlan.governance.chains.services.common import version_in_force
from anlan.governance.chains.states import CLUE
from anlan.governance.chains.tables import ClueTable
from anlan.governance.chains.waiting import clues_waiting, late_q, with_counts
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message, WrongState
from anlan.kernel.pages import (
    AboutPage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.registry import Verb

CRUMBS = (
    (gettext_lazy("Whole-chain supervision"), "chains:chains"),
    (gettext_lazy("Clues along chains"), "chains:clues"),
)


def _waiting(actor: Actor) -> Q:
    return Q(pk__in=clues_waiting(actor).values("pk"))


def _late(_actor: Actor) -> Q:
    late = Trace.objects.filter(late_q(), clue__state=ClueState.TRACING)
    return Q(pk__in=late.values("clue_id"))


def _chains(keys: Sequence[str]) -> Mapping[str, Message]:
    return {str(row.pk): row.name for row in Chain.objects.filter(pk__in=list(keys))}


def _stages(keys: Sequence[str]) -> Mapping[str, Message]:
    rows = Stage.objects.filter(pk__in=list(keys)).select_related("version__chain")
    return {str(row.pk): f"{row.version.chain} · {row.name}" for row in rows}


class ClueListPage(ListPage):
    """The register; each sees what concerns his place or unit."""

    model = Clue
    table_class = ClueTable
    title = gettext_lazy("Clues along chains")
    live_topic = "clues"
    breadcrumbs = ((gettext_lazy("Whole-chain supervision"), "chains:chains"),)
    saved_filters: ClassVar = (
        SavedFilter("open", pgettext_lazy("clues", "Open"), Q(state__in=OPEN_CLUES)),
        SavedFilter(
            "waiting", pgettext_lazy("clues", "Waiting for the office"), _waiting, counted=True
        ),
        SavedFilter("late", gettext_lazy("With late stages"), _late, counted=True, level=1),
        SavedFilter("closed", pgettext_lazy("clues", "Closed"), Q(state=ClueState.CLOSED)),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (
        Facet("chain", gettext_lazy("Chain"), "chain_id", labels=_chains),
        Facet("stage", gettext_lazy("Found at the stage"), "stage_id", labels=_stages),
        Facet("state", gettext_lazy("State")),
    )
    search_fields = ("title", "number", "place", "unit_name", "keys__value")
    search_placeholder = gettext_lazy("Problem, number, place, producer, batch or certificate")
    select_related = ("chain", "stage")
    ordering = ("-pk",)
    hidden_columns = ("closed_at", "reported_by", "text", "result", "number", "unit_name")
    create_url_name = "chains:report"
    create_permission = REPORT
    create_label = gettext_lazy("Report a problem")
    empty_title = gettext_lazy("No clue here")
    empty_text = gettext_lazy(
        "A problem found at one stage (a false certificate, an unqualified material) is reported "
        "here and traced to its source and to where else it went."
    )

    def queryset(self) -> QuerySet[Any]:
        """Count the stages that are open and late."""
        return with_counts(super().queryset())


class ReportPage(CreatePage):
    """Report a problem: first the thing, then what was found."""

    model = Clue
    permission = REPORT
    template = "chains/report.html"
    form_class = ClueForm
    title = gettext_lazy("Report a problem along a chain")
    submit_label = pgettext_lazy("clue", "Report")
    success_text = gettext_lazy("Reported. The office sends it to the stages concerned.")
    breadcrumbs = CRUMBS
    cancel_url = "/chains/clues/"
    chain: Chain | None = None
    stages: Sequence[Stage] = ()

    def load(self, **kwargs: Any) -> None:
        """Fetch the thing chosen."""
        given = self.request.GET.get("chain", "")
        if not given:
            return
        self.chain = get_visible(Chain, given, actor=self.actor)
        version = version_in_force(self.chain)
        if version is None:
            raise WrongState(_("This chain is not in force yet."))
        self.stages = list(version.stages.all())
        self.subtitle = self.chain.name

    def form(self, **data: Any) -> Any:
        """Offer the stages of the thing."""
        return ClueForm(stages=self.stages, **data)

    def describe(self, form: Any) -> dict[str, Any]:
        """Offer the things while none is chosen."""
        page = super().describe(form)
        page["chain"] = self.chain
        page["again_url"] = reverse("chains:report")
        if self.chain is None:
            rows = visible(Chain, self.actor).filter(versions__state="published", is_active=True)
            page["things"] = [
                {"label": row.name, "url": f"{page['again_url']}?chain={row.pk}"} for row in rows
            ]
        return page

    def save(self, form: Any) -> Clue:
        """Call the service."""
        given = form.cleaned_data
        stage, _mark, problem = given["found"].partition(":")
        return services.report_clue(
            chain_id=self.chain.pk if self.chain is not None else 0,
            stage_id=int(stage),
            problem=int(problem) if problem else None,
            text=given["text"],
            place=given["place"],
            unit_name=given["unit_name"],
            origins={k: given[k] for k in ("producer", "batch", "certificate")},
            photos=given["photos"],
            actor=self.actor,
        )


class CluePage(ObjectPage):
    """One clue: what, where, which stages, what they answered, cases of the same origin."""

    model = Clue
    machine = CLUE
    transition_url_name = "chains:clue_step"
    transition_forms: ClassVar = {"send": "chains:send"}
    transition_confirms: ClassVar = {
        "close": gettext_lazy("Close this clue for good?"),
    }
    select_related = ("chain__office", "stage", "organisation")
    live_topic = "clue:{pk}"
    breadcrumbs = CRUMBS

    def number(self, obj: Clue) -> str:
        """Its number."""
        return obj.number

    def get_subtitle(self, obj: Clue) -> str:
        """Chain and stage."""
        return f"{obj.chain} · {obj.stage}"

    def state(self, obj: Clue) -> Mapping[str, Any] | None:
        """The state."""
        return {"label": obj.get_state_display(), "tone": obj.tone, "value": obj.state}

    def holder(self, obj: Clue) -> Mapping[str, Any] | None:
        """The coordinating office."""
        return {"label": str(obj.chain.office), "url": obj.chain.office.get_absolute_url()}

    def note(self, obj: Clue) -> Mapping[str, Any] | None:
        """What must be known first."""
        many = max((row.total for row in same_origin(obj, self.actor, 0)), default=0)
        if many + 1 >= SAME_ORIGIN_MANY:
            words = _("Case %(number)d from the same origin: the source was not reached before.")
            return {"text": words % {"number": many + 1}, "tone": "warning"}
        if obj.state == ClueState.NEW:
            return {
                "text": _("The stages below are proposed; the office looks over and sends them."),
                "tone": "info",
            }
        return None

    def verbs(self, obj: Clue) -> list[dict[str, Any]]:
        """Say beforehand which step needs another person."""
        found = super().verbs(obj)
        for verb in found:
            words = services.needs_another(obj, verb["name"], self.actor)
            if words and not verb["blocked_reason"]:
                verb["blocked_reason"] = words
        return found

    def facts(self, obj: Clue) -> list[dict[str, Any]]:
        """What was found and how it went."""
        more = [
            fact(label, value)
            for label, value in (
                (pgettext("clue", "unit or person concerned"), obj.unit_name),
                *((key.get_kind_display(), key.value) for key in obj.keys.all()),
            )
            if value
        ]
        course = [
            fact(label, value, wide=is_wide)
            for label, value, is_wide in (
                (_("checked by"), obj.checked_by, False),
                (pgettext("clue", "result"), obj.result, True),
                (pgettext("clue", "closed by"), obj.closed_by, False),
            )
            if value
        ]
        return [
            fact_group(
                pgettext("clue", "What was found"),
                fact(pgettext("clue", "what was found"), obj.text or obj.title, wide=True),
                fact(_("chain"), obj.chain, url=obj.chain.get_absolute_url()),
                fact(pgettext("clue", "found at the stage"), obj.stage),
                fact(_("place"), obj.place),
                *more,
                fact(pgettext("clue", "found at"), at=obj.found_at),
                fact(pgettext("clue", "reported by"), self._reporter(obj)),
            ),
            *([fact_group(pgettext("clue", "Course"), *course)] if course else []),
        ]

    def _reporter(self, obj: Clue) -> str:
        unit = f"（{obj.organisation}）" if obj.organisation is not None else ""
        return f"{obj.reported_by}{unit}"

    def own_verbs(self, obj: Clue) -> Iterable[Verb]:
        """Concern a further stage."""
        if obj.state == ClueState.TRACING and self.rights.can(self.actor, COORDINATE, obj):
            yield Verb(
                "add",
                _("Concern further stages"),
                reverse("chains:add_stages", args=[obj.pk]),
                method="get",
                icon="plus",
            )

    def own_panels(self, obj: Clue) -> Iterable[Mapping[str, Any]]:
        """Stages in their order, photos, cases of the same origin."""
        traces = obj.traces.select_related("stage", "organisation").prefetch_related("answers")
        rows = []
        for trace in traces:
            answer = max(trace.answers.all(), key=lambda row: row.pk, default=None)
            rows.append({"trace": trace, "answer": answer, "is_open": trace.due_on is not None})
        yield {
            "id": "stages",
            "title": pgettext("clue", "Stages concerned"),
            "count": len(rows),
            "template": "chains/_stages.html",
            "rows_of_stages": rows,
            "wide": True,
        }
        photos = attachments_of(obj)
        if photos:
            yield {
                "id": "photos",
                "title": _("photos"),
                "count": len(photos),
                "rows": [{"label": row.name, "url": row.url} for row in photos],
            }
        for number, origin in enumerate(same_origin(obj, self.actor)):
            hidden = origin.total - len(origin.rows)
            yield {
                "id": f"origin-{number}",
                "title": _("Same origin: %(value)s") % {"value": origin.key.value},
                "count": origin.total,
                "rows": [
                    {
                        "label": row.title,
                        "url": row.get_absolute_url(),
                        "where": f"{row.number} · {row.stage} · {row.place}",
                        "state": {"label": row.get_state_display(), "tone": row.tone},
                        "at": row.found_at,
                    }
                    for row in origin.rows
                ],
                "empty": _("%(count)d cases that other units deal with.") % {"count": hidden},
            }


class OnClue(AboutPage):
    """A form about a clue."""

    model = Clue
    permission = COORDINATE
    breadcrumbs = CRUMBS

    def form(self, **data: Any) -> Any:
        """The form knows the clue."""
        return cast(type[StagesForm], self.form_class)(clue=self.obj, initial={}, **data)


class SendPage(OnClue):
    """Look over the proposed stages and send."""

    form_class = StagesForm
    title = gettext_lazy("Send to the stages")
    submit_label = pgettext_lazy("clue", "Send")
    success_text = gettext_lazy("Sent. The units sign for it within a working day.")

    def save(self, form: Any) -> Clue:
        """Call the service."""
        return services.send_clue(
            clue_id=self.obj.pk, stage_ids=form.cleaned_data["stages"], actor=self.actor
        )


class AddStagesPage(OnClue):
    """Concern further stages."""

    form_class = AddStagesForm
    title = gettext_lazy("Concern further stages")
    submit_label = pgettext_lazy("clue", "Send")

    def save(self, form: Any) -> Clue:
        """Call the service."""
        services.add_stages(
            clue_id=self.obj.pk,
            stage_ids=form.cleaned_data["stages"],
            reason=form.cleaned_data["reason"],
            actor=self.actor,
        )
        found: Clue = self.obj
        return found


class ClueStep(TransitionView):
    """The steps of a clue."""

    model = Clue
    machine = CLUE
    id_argument = "clue_id"
    services: ClassVar = {
        "check": services.check_clue,
        "reopen": services.reopen_clue,
        "close": services.close_clue,
        "withdraw": services.withdraw_clue,
    }
