"""The criteria of a round with their answers, answering one, recording a visit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.base.files.public import attachments_of, attachments_of_each
from anlan.governance.accreditation.choices import CaseState, RoundKind, RoundState
from anlan.governance.accreditation.forms import AnswerForm, SiteForm
from anlan.governance.accreditation.models import Answer, Case, Round
from anlan.governance.accreditation.permissions import APPLY, REVIEW, VIEW, is_own
from anlan.governance.accreditation.selectors.standing import judge, open_round, reviewers_done
from anlan.governance.accreditation.services import cases as services
from anlan.governance.accreditation.services import rounds
from anlan.governance.accreditation.states import ROUND
from anlan.governance.accreditation.views.cases import CRUMBS
from anlan.kernel.pages import ChangePage, ObjectPage, TransitionView, fact, fact_group
from anlan.kernel.pages.base import go_to
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

YES, NO, UNKNOWN = "yes", "no", "unknown"
WORDS = {True: YES, False: NO, None: UNKNOWN}
SAID = {True: YES, False: NO, None: None}


def line_of(line: Any, *, files: Iterable[Any] = ()) -> dict[str, Any]:
    """A criterion as the pages show it."""
    answer = line.answer
    return {
        "answer": answer,
        "criterion": answer.criterion,
        "is_met": line.is_met,
        "points": line.points,
        "marks": line.marks,
        "files": list(files),
        "auto": WORDS[answer.auto_met] if answer.auto_at else "",
        "lacks": not answer.is_answered or not line.is_met or answer.auto_met is False,
    }


class RoundPage(ObjectPage):
    """All criteria on one page: what the records say, what the unit and the reviewers say."""

    model = Round
    template = "accreditation/round.html"
    machine = ROUND
    transition_url_name = "accreditation:round_step"
    select_related = ("case__kind", "case__organisation")
    breadcrumbs = CRUMBS

    def get_title(self, obj: Round) -> str:
        """The unit."""
        return obj.case.unit_name

    def get_subtitle(self, obj: Round) -> str:
        """Kind and round."""
        return f"{obj.case.kind} · {obj}"

    def due(self, obj: Round) -> Any:
        """When the unit must hand in."""
        return obj.due_at if obj.state == RoundState.OPEN else None

    def state(self, obj: Round) -> Mapping[str, Any] | None:
        """The state, red when late."""
        return {"label": obj.get_state_display(), "tone": obj.tone, "value": obj.state}

    def topic(self, obj: Round) -> str:
        """That of the unit."""
        return f"accreditation-case:{obj.case_id}"

    def verbs(self, obj: Round) -> list[dict[str, Any]]:
        """A creation is handed in and decided on the page of the unit."""
        found = super().verbs(obj)
        if obj.kind == RoundKind.CREATION:
            found = [verb for verb in found if verb["name"] == "read"]
        return found

    def own_verbs(self, obj: Round) -> Iterable[Verb]:
        """Take the records anew."""
        may = is_own(self.actor, obj.case) or self.actor.has(REVIEW)
        if may and obj.state in (RoundState.OPEN, RoundState.SUBMITTED):
            yield Verb(
                "read",
                _("Read the records again"),
                reverse("accreditation:read", args=[obj.case_id]),
                icon="refresh",
            )

    def facts(self, obj: Round) -> list[dict[str, Any]]:
        """Days and conclusion."""
        return [
            fact_group(
                "",
                fact(_("kind"), obj.get_kind_display()),
                *([fact(_("reason"), obj.reason, wide=True)] if obj.reason else []),
                *(
                    [fact(pgettext("accreditation", "conclusion"), obj.conclusion, wide=True)]
                    if obj.conclusion
                    else []
                ),
                fact(pgettext("accreditation", "handed in at"), at=obj.submitted_at)
                if obj.submitted_at
                else fact(pgettext("accreditation", "handed in at")),
            )
        ]

    def describe(self, obj: Any) -> dict[str, Any]:
        """The criteria by part."""
        page = super().describe(obj)
        verdict = judge(obj)
        is_open = obj.state == RoundState.OPEN and is_own(self.actor, obj.case)
        parts: dict[str, list[dict[str, Any]]] = {}
        files = attachments_of_each([line.answer for line in verdict.lines])
        for line in verdict.lines:
            shown = line_of(line, files=files.get(str(line.answer.pk), ()))
            parts.setdefault(line.answer.criterion.part, []).append(shown)
        lines = [line for rows in parts.values() for line in rows]
        page |= {
            "parts": [{"name": name, "lines": rows} for name, rows in parts.items()],
            "verdict": verdict,
            "may_answer": is_open,
            "answered": sum(1 for line in lines if line["answer"].is_answered),
            "total": len(lines),
            "silent": sum(1 for line in lines if line["auto"] == UNKNOWN),
            "against": sum(1 for line in lines if line["auto"] == NO),
            "case_url": obj.case.get_absolute_url(),
            "is_creation": obj.kind == RoundKind.CREATION,
        }
        return page


class RoundStep(TransitionView):
    """The steps of a re-check."""

    model = Round
    machine = ROUND
    id_argument = "round_id"
    services: ClassVar = {
        "submit": rounds.submit_round,
        "return_": rounds.return_round,
        "pass_": rounds.pass_round,
        "fail": rounds.fail_round,
        "cancel": rounds.cancel_round,
    }


class AnswerPage(ChangePage):
    """Answer one criterion, with the camera of the phone."""

    model = Answer
    permission = APPLY
    form_class = AnswerForm
    template = "accreditation/answer.html"
    submit_label = gettext_lazy("Save and go on")
    breadcrumbs = CRUMBS

    def load(self, **kwargs: Any) -> None:
        """The criterion belongs to the answer."""
        super().load(**kwargs)
        self.subtitle = str(self.obj.round.case)

    def get_title(self) -> str:
        """What is asked."""
        return str(self.obj.criterion.name)

    def form(self, **data: Any) -> Any:
        """With the field the criterion needs."""
        return self.form_class(answer=self.obj, initial=dict(self.get_initial()), **data)

    def get_initial(self) -> Mapping[str, Any]:
        """What was said before; what the records say is proposed."""
        said = self.obj.is_met if self.obj.is_answered else self.obj.auto_met
        return {
            "is_met": SAID.get(said),
            "points": self.obj.points,
            "note": self.obj.note,
        }

    def save(self, form: Any) -> Answer:
        """Call the service."""
        return services.answer_criterion(
            answer_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )

    def success_url(self, saved: Any) -> str:
        """The next criterion without an answer, else back to all."""
        following = saved.round.answers.filter(answered_at__isnull=True).first()
        if following is not None:
            return reverse("accreditation:answer", args=[following.pk])
        return str(saved.round.get_absolute_url())

    def describe(self, form: Any) -> dict[str, Any]:
        """What the records say, beside the form."""
        return {
            **super().describe(form),
            "auto": WORDS[self.obj.auto_met] if self.obj.auto_at else "",
            "files": attachments_of(self.obj),
        }


class SitePage(ChangePage):
    """What one reviewer found on site, all criteria on one page."""

    model = Case
    permission = REVIEW
    form_class = SiteForm
    template = "accreditation/site.html"
    title = gettext_lazy("Record my visit")
    submit_label = gettext_lazy("Save my review")
    success_text = gettext_lazy("Your review is saved.")
    breadcrumbs = CRUMBS
    answers: ClassVar[list[Answer]] = []

    def load(self, **kwargs: Any) -> None:
        """The answers of the round under review."""
        super().load(**kwargs)
        found = open_round(self.obj) if self.obj.state == CaseState.ON_SITE else None
        self.subtitle = str(self.obj)
        self.answers = (  # type: ignore[misc]
            list(found.answers.select_related("criterion").prefetch_related("marks"))
            if found is not None
            else []
        )

    def form(self, **data: Any) -> Any:
        """One line a criterion."""
        return self.form_class(answers=self.answers, initial=dict(self.get_initial()), **data)

    def get_initial(self) -> Mapping[str, Any]:
        """One's own marks before; points of the self-assessment are no proposal."""
        found: dict[str, Any] = {}
        for answer in self.answers:
            for mark in answer.marks.all():
                if mark.reviewer_id == self.actor.id:
                    found[f"points_{answer.pk}"] = mark.points
                    found[f"met_{answer.pk}"] = SAID.get(mark.is_met)
                    found[f"note_{answer.pk}"] = mark.note
        return found

    def save(self, form: Any) -> Case:
        """Call the service."""
        services.mark_on_site(case_id=self.obj.pk, marks=form.marks(), actor=self.actor)
        return self.obj  # type: ignore[no-any-return]

    def describe(self, form: Any) -> dict[str, Any]:
        """How many have been there, and what each criterion says."""
        found = open_round(self.obj)
        files = attachments_of_each(self.answers)
        lines = [
            {
                **line,
                "files": files.get(str(line["answer"].pk), []),
                "auto": WORDS[line["answer"].auto_met] if line["answer"].auto_at else "",
            }
            for line in form.lines()
        ]
        return {
            **super().describe(form),
            "lines": lines,
            "reviewers": reviewers_done(found) if found is not None else 0,
        }


@requires(VIEW)
@require_POST
def read_again(request: ActorRequest, pk: int) -> HttpResponse:
    """Take what the records say anew."""
    found = services.read_records(case_id=pk, actor=request.actor)
    return go_to(request, found.get_absolute_url())
