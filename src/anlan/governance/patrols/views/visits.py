"""The plan as a list, the page of one patrol, and what a team fills in on site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.documents.public import get_document
from anlan.base.files.public import attachments_of
from anlan.governance.patrols.choices import (
    BEFORE,
    OUTCOME_TONES,
    TOLD,
    VISITED,
    WRITABLE,
    Outcome,
    RoundState,
    VisitState,
)
from anlan.governance.patrols.forms import (
    ChecksForm,
    CommentForm,
    PlanForm,
    RecordForm,
    SummaryForm,
)
from anlan.governance.patrols.models import CheckResult, Finding, Round, Team, Visit, VisitRecord
from anlan.governance.patrols.panels import finding_row
from anlan.governance.patrols.permissions import PATROL, PLAN, RECEIVE
from anlan.governance.patrols.services import planning, rounds, visits
from anlan.governance.patrols.states import VISIT
from anlan.governance.patrols.tables import VisitTable
from anlan.governance.patrols.waiting import visits_for
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.pages import (
    AboutPage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import policy_of, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

CRUMBS = ((gettext_lazy("Patrols"), "patrols:visits"),)


def _late(_actor: Actor) -> Q:
    return Q(state__in=BEFORE, planned_on__lt=clock.today(), round__state=RoundState.RUNNING)


def _rounds(keys: Sequence[str]) -> Mapping[str, Message]:
    rows = Round.objects.filter(pk__in=[key for key in keys if key.isdigit()])
    return {str(row.pk): row.title for row in rows}


def _teams(keys: Sequence[str]) -> Mapping[str, Message]:
    rows = Team.objects.filter(pk__in=[key for key in keys if key.isdigit()])
    return {str(row.pk): row.name for row in rows}


class VisitListPage(ListPage):
    """Patrols one may know of: the office all, a team its own, a unit its own."""

    model = Visit
    table_class = VisitTable
    title = gettext_lazy("Patrols")
    live_topic = "patrols"
    saved_filters: ClassVar = (
        SavedFilter("waiting", pgettext_lazy("patrol", "Waiting for me"), visits_for, counted=True),
        SavedFilter("late", pgettext_lazy("patrol", "Late"), _late, counted=True, level=1),
        SavedFilter("ahead", pgettext_lazy("patrol", "Ahead"), Q(state__in=BEFORE)),
        SavedFilter("visited", pgettext_lazy("patrol", "Visited"), Q(state__in=VISITED)),
        SavedFilter("left_out", pgettext_lazy("patrol", "Left out"), Q(state=VisitState.CANCELLED)),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (
        Facet("round", gettext_lazy("patrol round"), "round_id", labels=_rounds),
        Facet("kind", gettext_lazy("kind of unit")),
        Facet("team", gettext_lazy("patrol team"), "team_id", labels=_teams),
        Facet("state", gettext_lazy("State")),
    )
    search_fields = ("name", "organisation__search_text")
    search_placeholder = gettext_lazy("Unit")
    select_related = ("round", "team", "organisation")
    ordering = ("planned_on", "pk")
    hidden_columns = ("organisation", "number")
    empty_title = gettext_lazy("No patrol here")
    empty_text = gettext_lazy(
        "Patrols appear when a round is planned, or when your unit is sent a notice."
    )


class VisitPage(ObjectPage):
    """One patrol: plan, course, checklist, records, findings, feedback."""

    model = Visit
    machine = VISIT
    transition_url_name = "patrols:visit_step"
    transition_forms: ClassVar = {"answer": "patrols:answer"}
    transition_confirms: ClassVar = {
        "issue": gettext_lazy("The feedback goes out and the findings are given to the units."),
    }
    select_related = (
        "round__office",
        "organisation",
        "team__leader",
        "checklist",
    )
    live_topic = "patrol:{pk}"
    breadcrumbs = CRUMBS

    def number(self, obj: Visit) -> str:
        """The number of the feedback."""
        return obj.number

    def get_subtitle(self, obj: Visit) -> str:
        """The round, and who answers for a village."""
        words = [obj.round.title, str(obj.get_kind_display())]
        if obj.organisation.name != obj.name:
            words.append(str(obj.organisation))
        return " · ".join(words)

    def state(self, obj: Visit) -> Mapping[str, Any] | None:
        """The state, red when late."""
        return {"label": obj.get_state_display(), "tone": obj.tone, "value": obj.state}

    def holder(self, obj: Visit) -> Mapping[str, Any] | None:
        """The team."""
        return {"label": obj.team.name, "url": ""} if obj.team else None

    def note(self, obj: Visit) -> Mapping[str, Any] | None:
        """What must be known first."""
        if obj.is_late:
            return {"text": _("The planned day has passed."), "tone": "danger"}
        if obj.state == VisitState.PLANNED and obj.is_unannounced:
            return {
                "text": _("Unannounced: the unit does not know of this visit."),
                "tone": "warning",
            }
        if obj.state == VisitState.CONSULTING:
            return {
                "text": _("The unit may answer the draft until %(day)s.")
                % {"day": obj.comment_due_on},
                "tone": "info",
            }
        return None

    def _is_staff(self, obj: Visit) -> bool:
        """Whether one patrols here or reads the plan, and is not just of the unit."""
        return policy_of(VisitRecord).can(
            self.actor, policy_of(VisitRecord).view, VisitRecord(visit=obj)
        )

    def facts(self, obj: Visit) -> list[dict[str, Any]]:
        """Plan, course, judgement, the unit's answer."""
        staff = self._is_staff(obj)
        shows = staff or obj.state in TOLD
        team = obj.team
        people = list(team.members.select_related("person")) if team else []
        return [
            fact_group(
                pgettext("patrol", "Plan"),
                fact(
                    _("patrol round"),
                    obj.round,
                    url=obj.round.get_absolute_url() if staff else "",
                    wide=True,
                ),
                fact(
                    pgettext("patrol", "unit that answers"),
                    obj.organisation,
                    url=obj.organisation.get_absolute_url(),
                ),
                fact(pgettext("patrol", "planned day"), obj.planned_on),
                fact(
                    pgettext("patrol team", "leader"),
                    f"{team.leader.name} {team.leader.title}" if team else None,
                ),
                fact(
                    pgettext("patrol team", "members"),
                    "、".join(str(member) for member in people) or None,
                ),
                fact(_("patrol checklist"), obj.checklist),
            ),
            _known(
                pgettext("patrol", "Course"),
                _moment(pgettext("patrol", "notice sent at"), obj.notified_at),
                _moment(pgettext("patrol", "notice signed for at"), obj.received_at),
                fact(pgettext("patrol", "notice signed for by"), obj.received_by),
                fact(pgettext("patrol", "team came on"), obj.begun_on),
                fact(pgettext("patrol", "visit finished on"), obj.visited_on),
                fact(
                    pgettext("patrol", "overall judgement"), obj.summary if shows else "", wide=True
                ),
                fact(pgettext("patrol", "answer to the draft"), obj.comment, wide=True),
                fact(pgettext("patrol", "draft answered by"), obj.comment_by),
                _moment(pgettext("patrol", "feedback given at"), obj.issued_at),
                fact(pgettext("patrol", "feedback given by"), obj.issued_by),
                _moment(pgettext("patrol", "closed at"), obj.closed_at),
            ),
        ]

    def verbs(self, obj: Visit) -> list[dict[str, Any]]:
        """While the round is a draft a unit is taken out of the plan, not left out of the round."""
        found = super().verbs(obj)
        if obj.round.state == RoundState.DRAFT:
            found = [verb for verb in found if verb["name"] != "cancel"]
        return found

    def own_verbs(self, obj: Visit) -> Iterable[Verb]:
        """Plan, what is filled in on site, papers."""
        can = self.rights.can
        if obj.state in WRITABLE and can(self.actor, PATROL, obj):
            yield _link("find", _("Note a finding"), "patrols:note", obj, "plus", first=True)
            if obj.checklist_id:
                label = pgettext("patrol", "Checklist")
                yield _link("check", label, "patrols:checks", obj, "list-check")
            yield _link("record", _("Talk, paper or place"), "patrols:record", obj, "notes")
            yield _link("summary", _("Overall judgement"), "patrols:summary", obj, "edit")
        if obj.state in BEFORE and can(self.actor, PLAN, obj):
            yield _link("plan", _("Set day and team"), "patrols:plan_visit", obj, "calendar")
            if obj.state == VisitState.PLANNED and obj.round.state == RoundState.DRAFT:
                yield Verb(
                    "remove",
                    _("Take out of the plan"),
                    reverse("patrols:remove", args=[obj.pk]),
                    style="danger",
                )
        for name, label, key in (
            ("notice", _("Notice as Word"), obj.notice_id),
            ("feedback", _("Feedback as Word"), obj.document_id),
        ):
            if key is not None:
                paper = get_document(key, self.actor)
                yield Verb(name, label, paper.url, method="get", icon="download")

    def own_panels(self, obj: Visit) -> Iterable[Mapping[str, Any]]:
        """Findings, checklist, records; files of the unit's answer."""
        findings = list(
            visible(Finding, self.actor).filter(visit=obj).select_related("organisation")
        )
        if findings or obj.state in TOLD:
            yield {
                "id": "findings",
                "title": pgettext("patrol", "Findings"),
                "count": len(findings),
                "rows": [finding_row(row) for row in findings],
                "empty": _("Nothing was found."),
            }
        files = attachments_of(obj)
        if files:
            yield {
                "id": "files",
                "title": _("Files of the unit"),
                "count": len(files),
                "rows": [{"label": file.name, "url": file.url} for file in files],
            }
        if not self._is_staff(obj):
            return
        records = list(VisitRecord.objects.filter(visit=obj).order_by("-pk"))
        if records or obj.state in WRITABLE:
            yield {
                "id": "records",
                "title": _("Talks, papers, places"),
                "count": len(records),
                "template": "patrols/_records.html",
                "records": [{"record": row, "files": attachments_of(row)} for row in records],
            }
        results = list(CheckResult.objects.filter(visit=obj).select_related("item"))
        if results:
            whole = obj.checklist.items.count() if obj.checklist else len(results)
            yield {
                "id": "results",
                "title": pgettext("patrol", "Checklist"),
                "count": f"{len(results)}/{whole}",
                "rows": [
                    {
                        "label": row.item.text,
                        "where": row.remark,
                        "state": {
                            "label": row.get_outcome_display(),
                            "tone": OUTCOME_TONES[Outcome(row.outcome)],
                        },
                    }
                    for row in results
                ],
            }


def _known(title: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """A group of facts without those that do not exist yet."""
    return fact_group(title, *(row for row in rows if row.get("value") or row.get("at")))


def _moment(label: str, at: Any) -> dict[str, Any]:
    return fact(label, at=at) if at else fact(label)


def _link(name: str, label: str, url: str, obj: Visit, icon: str, *, first: bool = False) -> Verb:
    return Verb(
        name,
        label,
        reverse(url, args=[obj.pk]),
        method="get",
        icon=icon,
        style="primary" if first else "secondary",
    )


class VisitStep(TransitionView):
    """The steps of a patrol."""

    model = Visit
    machine = VISIT
    id_argument = "visit_id"
    services: ClassVar = {
        "notify": visits.notify_visit,
        "receive": visits.receive_notice,
        "begin": visits.begin_visit,
        "finish": visits.finish_visit,
        "consult": visits.consult_unit,
        "issue": visits.issue_feedback,
        "close": visits.close_visit,
        "reopen": visits.reopen_visit,
        "cancel": visits.cancel_visit,
        "reinstate": visits.reinstate_visit,
    }


class OnVisit(AboutPage):
    """A form about one patrol; nothing is filled in before."""

    model = Visit
    permission = PATROL
    breadcrumbs = CRUMBS


class PlanVisitPage(OnVisit):
    """Set day, team and checklist."""

    permission = PLAN
    form_class = PlanForm
    title = gettext_lazy("Set day and team")

    def get_initial(self) -> Mapping[str, Any]:
        """What is planned."""
        return {
            "planned_on": self.obj.planned_on,
            "team_id": self.obj.team_id,
            "checklist_id": self.obj.checklist_id,
            "is_unannounced": self.obj.is_unannounced,
        }

    def form(self, **data: Any) -> Any:
        """Offer the teams of the round."""
        return self.form_class(visit=self.obj, initial=self.get_initial(), **data)

    def save(self, form: Any) -> Visit:
        """Call the service."""
        return planning.plan_visit(visit_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class ChecksPage(OnVisit):
    """Work through the checklist, on the phone."""

    template = "patrols/checks.html"
    form_class = ChecksForm
    title = pgettext_lazy("patrol", "Checklist")
    submit_label = gettext_lazy("Keep the answers")
    keeps_draft = True

    def form(self, **data: Any) -> Any:
        """Item by item, with what was answered before."""
        items = list(self.obj.checklist.items.all()) if self.obj.checklist else []
        known = {row.item_id: (row.outcome, row.remark) for row in self.obj.results.all()}
        return self.form_class(items=items, known=known, **data)

    def save(self, form: Any) -> Visit:
        """Call the service."""
        return visits.record_results(
            visit_id=self.obj.pk, actor=self.actor, results=form.cleaned_data["results"]
        )


class RecordPage(OnVisit):
    """Write down a talk, a paper, a place."""

    form_class = RecordForm
    title = gettext_lazy("Talk, paper or place")

    def save(self, form: Any) -> Visit:
        """Call the service."""
        return visits.add_record(visit_id=self.obj.pk, actor=self.actor, **form.cleaned_data).visit


class SummaryPage(OnVisit):
    """Write the overall judgement."""

    form_class = SummaryForm
    title = gettext_lazy("Overall judgement")

    def get_initial(self) -> Mapping[str, Any]:
        """What was written before."""
        return {"summary": self.obj.summary}

    def save(self, form: Any) -> Visit:
        """Call the service."""
        return visits.write_summary(visit_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class AnswerPage(OnVisit):
    """Answer the draft."""

    permission = RECEIVE
    form_class = CommentForm
    title = gettext_lazy("Answer the draft")
    submit_label = gettext_lazy("Send this answer")

    def save(self, form: Any) -> Visit:
        """Call the service."""
        return visits.answer_draft(visit_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


@require_POST
@requires(PLAN)
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a unit out of a plan that has not begun."""
    found = rounds.remove_visit(visit_id=pk, actor=request.actor)
    messages.success(request, _("Taken out of the plan."))
    return go_to(request, found.get_absolute_url())
