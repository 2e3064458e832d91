"""Duty checks: the list, asking, the results, the one button, figures, the rule of chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anlan.command.duty.choices import AnswerState, DutyRole
from anlan.command.duty.forms import AskForm, CheckRuleForm, county_of
from anlan.command.duty.models import DutyCheck, DutyCheckAnswer, DutyCheckRule
from anlan.command.duty.permissions import ANSWER_CHECK, ASK_CHECK, SET_CHECKS, VIEW
from anlan.command.duty.selectors.checks import statistics
from anlan.command.duty.services.checks import (
    answer_check,
    ask_duty,
    record_answer,
    set_check_rule,
)
from anlan.command.duty.tables import DutyCheckTable
from anlan.kernel import clock
from anlan.kernel.errors import NotPermitted
from anlan.kernel.pages import (
    CreatePage,
    FormPage,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible
from anlan.kernel.requests import ActorRequest, render_page, requires

FAILED = (AnswerState.MISSED, AnswerState.UNREACHABLE)


class CheckListPage(ListPage):
    """Every duty check with how many answered."""

    model = DutyCheck
    template = "duty/checks.html"
    title = gettext_lazy("Duty checks")
    table_class = DutyCheckTable
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("open", gettext_lazy("Running"), Q(closed_at__isnull=True), counted=True),
    )
    select_related = ("region",)
    ordering = ("-asked_at",)
    create_url_name = "duty:ask"
    create_permission = ASK_CHECK
    create_label = gettext_lazy("Ask now")
    live_topic = "duty"
    empty_title = gettext_lazy("No duty check yet")
    empty_text = gettext_lazy(
        "A check asks everybody on duty to answer with one press; who does not answer in time "
        "stands here red."
    )

    def queryset(self) -> QuerySet[Any]:
        """Count the answers along."""
        rows: QuerySet[Any] = super().queryset()
        counted: QuerySet[Any] = rows.annotate(
            asked=Count("answers"),
            answered=Count("answers", filter=Q(answers__state=AnswerState.ANSWERED)),
            failed=Count("answers", filter=Q(answers__state__in=FAILED)),
        )
        return counted

    def describe(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the way to the checks at random."""
        may_set = self.actor.has(SET_CHECKS)
        rule_url = reverse("duty:check_rule") if may_set else ""
        return {**super().describe(*args, **kwargs), "rule_url": rule_url}


class AskPage(CreatePage):
    """Ask who is on duty."""

    model = DutyCheck
    permission = ASK_CHECK
    form_class = AskForm
    form_takes_actor = True
    title = gettext_lazy("Check the duty")
    submit_label = gettext_lazy("Ask now")
    success_text = gettext_lazy("Asked. The answers come in below by themselves.")
    breadcrumbs: ClassVar = ((gettext_lazy("Duty checks"), "duty:checks"),)

    def save(self, form: Any) -> DutyCheck:
        """Call the service."""
        data = form.cleaned_data
        return ask_duty(
            region_code=data["region"],
            roles=data["roles"],
            limit_s=data["limit_s"],
            organisation_ids=data["offices"],
            drawn=data["drawn"] or 0,
            note=data["note"],
            actor=self.actor,
        )


class CheckPage(ObjectPage):
    """The results of a duty check; answers arrive while one looks."""

    model = DutyCheck
    select_related = ("region",)
    live_topic = "duty"
    breadcrumbs: ClassVar = ((gettext_lazy("Duty checks"), "duty:checks"),)

    def get_title(self, obj: DutyCheck) -> str:
        """Where was asked."""
        return _("Duty check: %(where)s") % {"where": obj.region}

    def state(self, obj: DutyCheck) -> Mapping[str, Any]:
        """Running or over."""
        if obj.closed_at is None:
            return {"label": _("running"), "tone": "waiting"}
        return {"label": _("over"), "tone": "done"}

    def due(self, obj: DutyCheck) -> Any:
        """While it runs."""
        return obj.due_at if obj.closed_at is None else None

    def facts(self, obj: DutyCheck) -> list[dict[str, Any]]:
        """Who asked what, and what came of it."""
        states = list(obj.answers.values_list("state", "seconds"))
        times = sorted(seconds for _state, seconds in states if seconds is not None)
        words = dict(DutyRole.choices)
        return [
            fact_group(
                "",
                fact(pgettext("duty check", "asked by"), obj.asked_by),
                fact(pgettext("duty check", "asked at"), at=obj.asked_at),
                fact(_("roles asked"), "、".join(str(words.get(r, r)) for r in obj.roles)),
                fact(_("to be answered within"), obj.limit_s, unit="s"),
                fact(_("offices drawn at random"), obj.drawn or None),
                fact(_("note"), obj.note),
            ),
            fact_group(
                _("Result"),
                fact(_("people asked"), len(states)),
                fact(_("answered in time"), sum(s == AnswerState.ANSWERED for s, _t in states)),
                fact(_("without an answer"), sum(s in FAILED for s, _t in states)),
                fact(_("slowest answer"), round(times[-1], 1) if times else None, unit="s"),
            ),
        ]

    def own_panels(self, obj: DutyCheck) -> Iterable[Mapping[str, Any]]:
        """Everybody asked; who is missing stands on top."""
        order = list(AnswerState.values)
        rows = sorted(
            obj.answers.select_related("organisation", "person"),
            key=lambda a: (a.state not in FAILED, order.index(a.state), a.organisation_id),
        )
        may_record = self.rights.can(self.actor, ASK_CHECK, obj)
        yield {
            "id": "answers",
            "title": _("Answers"),
            "count": len(rows),
            "template": "duty/_check_answers.html",
            "topic": "duty",
            "wide": True,
            "answers": [
                {
                    "answer": answer,
                    "record_url": reverse("duty:record_answer", args=[answer.pk])
                    if may_record
                    and answer.person_id not in (None, self.actor.person_id)
                    and answer.answered_at is None
                    else "",
                }
                for answer in rows
            ],
        }


@require_http_methods(["GET", "POST"])
@requires(ANSWER_CHECK)
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """The page a notice leads to: one button."""
    found = get_visible(DutyCheckAnswer, pk, actor=request.actor)
    if found.person_id != request.actor.person_id:
        raise NotPermitted(permission=ANSWER_CHECK)
    if request.method == "POST":
        found = answer_check(answer_id=pk, actor=request.actor)
        messages.success(request, _("Answered."))
        return go_to(request, found.get_absolute_url())
    check = found.check_asked
    page = {
        "title": _("Duty check"),
        "live_topic": "duty",
        "state": {"label": found.get_state_display(), "tone": found.tone},
        "due": check.due_at if found.answered_at is None and check.closed_at is None else None,
        "answer": found,
        "check": check,
        "may_answer": found.answered_at is None and found.state != AnswerState.UNREACHABLE,
        "back_url": reverse("duty:home"),
    }
    return render_page(request, "duty/answer.html", {"page": page})


@require_POST
@requires(ASK_CHECK)
def record(request: ActorRequest, pk: int) -> HttpResponse:
    """Note an answer that came by telephone."""
    found = record_answer(answer_id=pk, actor=request.actor)
    messages.success(request, _("The answer by telephone is recorded."))
    return go_to(request, reverse("duty:check", args=[found.check_asked_id]))


@require_GET
@requires(VIEW)
def check_statistics(request: ActorRequest) -> HttpResponse:
    """Offices by month: who answers, and how fast."""
    page = {
        "title": _("Duty checks by office and month"),
        "breadcrumbs": [{"label": _("Duty checks"), "url": reverse("duty:checks")}],
        "rows": statistics(request.actor),
        "as_of": clock.now(),
        "live_topic": "duty",
    }
    return render_page(request, "duty/check_statistics.html", {"page": page})


class CheckRulePage(FormPage):
    """How often the platform itself checks the duty of the county."""

    model = DutyCheckRule
    permission = SET_CHECKS
    form_class = CheckRuleForm
    title = gettext_lazy("Random duty checks")
    breadcrumbs: ClassVar = ((gettext_lazy("Duty checks"), "duty:checks"),)
    success_text = gettext_lazy("Set. The platform asks at random within these hours.")
    keeps_draft = False

    def get_initial(self) -> Mapping[str, Any]:
        """What is set now."""
        rule = DutyCheckRule.objects.filter(region_id=county_of(self.actor)).first()
        if rule is None:
            return {"is_active": False}
        names = ("per_month", "from_time", "to_time", "drawn", "limit_s", "is_active")
        return {name: getattr(rule, name) for name in names}

    def save(self, form: Any) -> DutyCheckRule:
        """Call the service."""
        return set_check_rule(
            region_code=county_of(self.actor), actor=self.actor, **form.cleaned_data
        )

    def success_url(self, saved: Any) -> str:
        """Back to the checks."""
        return reverse("duty:checks")
