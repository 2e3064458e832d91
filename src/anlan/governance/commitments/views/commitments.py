"""One commitment: what, who, until when, how far, what was said and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from anlan.governance.commitments.choices import (
    AT_WORK,
    PERIOD_TONES,
    STATE_TONES,
    ExtensionState,
)
from anlan.governance.commitments.models import (
    Commitment,
    CommitmentCheck,
    CommitmentExtension,
    CommitmentPart,
    CommitmentReport,
    Escalation,
    Milestone,
    ReportingPeriod,
)
from anlan.governance.commitments.permissions import DECIDE, GIVE, REPORT, own_units
from anlan.governance.commitments.services import changing, checking, giving, reporting
from anlan.governance.commitments.states import COMMITMENT
from anlan.governance.commitments.wording import outlook_words, reason_words
from anlan.kernel import clock
from anlan.kernel.pages import (
    ObjectPage,
    RelatedList,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.policy import policy_of
from anlan.kernel.registry import Verb

CRUMBS = ((gettext_lazy("Tasks and commitments"), "commitments:list"),)


def _percent(value: int) -> str:
    return f"{value}%"


def _part_row(part: CommitmentPart) -> dict[str, Any]:
    return {
        "label": f"{part.organisation} · {part.get_role_display()}",
        "value": _percent(part.progress),
        "at": part.reported_at,
    }


def _milestone_row(milestone: Milestone) -> dict[str, Any]:
    if milestone.reached_on:
        state = {"label": pgettext("milestone", "reached"), "tone": "done"}
    elif milestone.is_late(clock.today()):
        state = {"label": pgettext("milestone", "late"), "tone": "overdue"}
    else:
        state = {"label": pgettext("milestone", "to come"), "tone": "neutral"}
    return {
        "label": milestone.title,
        "value": f"{milestone.due_on:%Y-%m-%d} · {milestone.weight}%",
        "state": state,
    }


def _period_row(period: ReportingPeriod) -> dict[str, Any]:
    tone = "overdue" if period.is_missing else PERIOD_TONES[period.state]
    return {
        "label": period.label,
        "url": reverse("commitments:period", args=[period.pk]),
        "value": f"{period.due_on:%Y-%m-%d}",
        "state": {"label": period.get_state_display(), "tone": tone},
    }


def _report_row(report: CommitmentReport) -> dict[str, Any]:
    return {
        "label": report.text[:120],
        "url": reverse("commitments:report_page", args=[report.pk]),
        "value": f"{report.organisation} · {report.progress}%",
        "at": report.made_at,
    }


def _check_row(check: CommitmentCheck) -> dict[str, Any]:
    tone = "done" if check.result == "passed" else "overdue"
    return {
        "label": check.text[:120] or check.get_method_display(),
        "value": f"{check.checked_on:%Y-%m-%d} · {check.checked_by}",
        "state": {"label": check.get_result_display(), "tone": tone},
    }


def _extension_row(wish: CommitmentExtension) -> dict[str, Any]:
    return {
        "label": f"{wish.wanted_deadline:%Y-%m-%d} · {wish.reason[:80]}",
        "url": reverse("commitments:decide", args=[wish.pk])
        if wish.state == ExtensionState.PENDING
        else "",
        "state": {"label": wish.get_state_display(), "tone": "neutral"},
        "at": wish.decided_at or wish.asked_at,
    }


def _escalation_row(step: Escalation) -> dict[str, Any]:
    label = step.get_audience_display()
    if step.confirmed_at:
        state = {"label": pgettext("escalation", "receipt given"), "tone": "done"}
    else:
        state = {"label": pgettext("escalation", "told"), "tone": "waiting"}
    return {
        "label": f"{label} · {step.due_on:%Y-%m-%d}",
        "value": step.confirmed_by,
        "state": state,
        "at": step.sent_at,
    }


class CommitmentPage(ObjectPage):
    """One task with everything about it."""

    model = Commitment
    machine = COMMITMENT
    state_tones: ClassVar[Mapping[str, str]] = STATE_TONES
    select_related = ("lead", "region")
    transition_url_name = "commitments:step_to"
    transition_forms: ClassVar[Mapping[str, str]] = {
        "assign": "commitments:reassign",
        "submit": "commitments:submit",
        "complete": "commitments:check",
        "send_back": "commitments:check",
    }
    breadcrumbs = CRUMBS
    edit_url_name = "commitments:change"
    edit_permission = GIVE
    live_topic = "commitment:{pk}"
    related: ClassVar = (
        RelatedList(
            "milestones",
            gettext_lazy("Milestones"),
            Milestone,
            lambda rows, obj: rows.filter(commitment=obj),
            _milestone_row,
        ),
        RelatedList(
            "periods",
            pgettext_lazy("commitment", "Periods"),
            ReportingPeriod,
            lambda rows, obj: rows.filter(commitment=obj, begins_on__lte=clock.today()).order_by(
                "-begins_on"
            ),
            _period_row,
            url=lambda obj: f"{reverse('commitments:periods')}?tab=all&q={obj.title[:20]}",
        ),
        RelatedList(
            "reports",
            gettext_lazy("Progress reports"),
            CommitmentReport,
            lambda rows, obj: rows.filter(commitment=obj).select_related("organisation"),
            _report_row,
            empty=gettext_lazy("Nothing has been reported yet."),
        ),
        RelatedList(
            "parts",
            gettext_lazy("Supporting units"),
            CommitmentPart,
            lambda rows, obj: rows.filter(commitment=obj).select_related("organisation"),
            _part_row,
        ),
        RelatedList(
            "checks",
            pgettext_lazy("commitment", "Checks"),
            CommitmentCheck,
            lambda rows, obj: rows.filter(commitment=obj),
            _check_row,
        ),
        RelatedList(
            "extensions",
            gettext_lazy("More time"),
            CommitmentExtension,
            lambda rows, obj: rows.filter(commitment=obj),
            _extension_row,
        ),
        RelatedList(
            "escalations",
            gettext_lazy("Reminders"),
            Escalation,
            lambda rows, obj: rows.filter(commitment=obj),
            _escalation_row,
        ),
    )

    def get_subtitle(self, obj: Commitment) -> str:
        """Where it comes from."""
        return obj.source_name or str(obj.get_source_display())

    def holder(self, obj: Commitment) -> Mapping[str, Any]:
        """The unit that leads."""
        return {"label": str(obj.lead), "url": reverse("commitments:unit", args=[obj.lead_id])}

    def due(self, obj: Commitment) -> Any:
        """The end of its last day."""
        return obj.due_at

    def note(self, obj: Commitment) -> Mapping[str, Any] | None:
        """What must be read first: a change of the plan, a decision needed, lateness."""
        if obj.plan_change:
            return {
                "text": _("The plan has changed: %(what)s. Please settle it.")
                % {"what": obj.get_plan_change_display()},
                "tone": "warning",
            }
        if obj.needs_decision and obj.is_open:
            return {
                "text": _("A decision is needed: %(problem)s") % {"problem": obj.problem},
                "tone": "warning",
            }
        if obj.is_open and (words := outlook_words(obj)):
            reasons = [reason for reason in reason_words(obj) if reason != words]
            return {"text": str(_("; ")).join([words, *reasons]), "tone": "warning"}
        return None

    def facts(self, obj: Commitment) -> list[dict[str, Any]]:
        """The task, its time and its figures."""
        deadline = obj.deadline.isoformat() if obj.deadline else ""
        if deadline and obj.is_deadline_derived:
            deadline += f" {_('(the last day of the plan; the text names none)')}"
        figure = ""
        if obj.target_figure is not None:
            figure = _("%(reached)s of %(target)s %(unit)s") % {
                "reached": _plain(obj.reached_figure or 0),
                "target": _plain(obj.target_figure),
                "unit": obj.target_unit,
            }
        return [
            fact_group(
                pgettext("commitment", "Task"),
                fact(pgettext("commitment", "what is to be done"), obj.text, wide=True),
                fact(
                    pgettext("commitment", "comes from"),
                    obj.source_name or obj.get_source_display(),
                    url=obj.source_url,
                ),
                fact(pgettext("commitment", "part of the plan"), obj.section),
                fact(
                    pgettext("commitment", "words of the source"),
                    obj.anchor if obj.anchor != obj.text else "",
                    wide=True,
                ),
                fact(pgettext("commitment", "number to be reached"), obj.quantity),
                fact(pgettext("commitment", "how often"), obj.cadence),
            ),
            fact_group(
                pgettext("commitment", "Progress"),
                fact(pgettext("commitment", "progress in percent"), _percent(obj.progress)),
                fact(
                    pgettext("commitment", "expected progress in percent"),
                    _percent(obj.expected) if obj.deadline else "",
                    source=_("straight from the first day to the deadline, or by the milestones"),
                ),
                fact(pgettext("commitment", "figure reached"), figure),
                fact(
                    pgettext("commitment", "expected to be finished on"),
                    obj.forecast_on.isoformat() if obj.forecast_on and obj.is_open else "",
                    source=_("the pace so far, carried on (earned schedule, Lipke 2003)"),
                ),
                fact(
                    pgettext("commitment", "periods missing"),
                    obj.missed_periods if obj.cadence else "",
                ),
                fact(pgettext("commitment", "problem"), obj.problem, wide=True),
            ),
            fact_group(
                pgettext("commitment", "Time"),
                fact(pgettext("commitment", "begins on"), obj.starts_on.isoformat()),
                fact(pgettext("commitment", "deadline"), deadline),
                fact(pgettext("commitment", "given by"), obj.given_by),
                fact(pgettext("commitment", "given at"), at=obj.assigned_at),
                fact(pgettext("commitment", "signed for by"), obj.accepted_by),
                fact(
                    pgettext("commitment", "reported done on"),
                    obj.done_on.isoformat() if obj.done_on else "",
                ),
                fact(pgettext("commitment", "completed at"), at=obj.completed_at),
            ),
        ]

    def panels(self, obj: Commitment) -> list[dict[str, Any]]:
        """Show what there is; of the rest only the reports, which are always waited for."""
        own = {related.name for related in self.related} - {"reports"}
        return [p for p in super().panels(obj) if p["id"] not in own or p.get("count")]

    def own_verbs(self, obj: Commitment) -> Iterable[Verb]:
        """Report, ask for time, milestones, settle a change of the plan."""
        rights = policy_of(obj)
        if rights.can(self.actor, REPORT, obj) and obj.state in AT_WORK:
            yield Verb(
                "report",
                _("Report progress"),
                reverse("commitments:report", args=[obj.pk]),
                method="get",
                style="primary",
                icon="edit",
            )
            yield Verb(
                "extend",
                _("Ask for more time"),
                reverse("commitments:extend", args=[obj.pk]),
                method="get",
                icon="clock",
            )
        own = own_units(self.actor, REPORT) - {obj.lead_id}
        part = obj.parts.filter(organisation_id__in=own).first() if own else None
        if part is not None and obj.is_open:
            yield Verb(
                "part",
                _("Report our part"),
                reverse("commitments:report_part", args=[part.pk]),
                method="get",
                icon="edit",
            )
        if rights.can(self.actor, GIVE, obj) and obj.is_open:
            yield Verb(
                "milestones",
                _("Set milestones"),
                reverse("commitments:milestones", args=[obj.pk]),
                method="get",
                icon="flag",
            )
            if obj.plan_change:
                yield Verb(
                    "settle",
                    _("Settle the change of the plan"),
                    reverse("commitments:settle", args=[obj.pk]),
                    method="get",
                    style="primary",
                )
        if rights.can(self.actor, DECIDE, obj):
            wish = obj.extensions.filter(state=ExtensionState.PENDING).first()
            if wish is not None:
                yield Verb(
                    "decide",
                    _("Decide about more time"),
                    reverse("commitments:decide", args=[wish.pk]),
                    method="get",
                    style="primary",
                )


def _plain(value: Any) -> str:
    text = f"{value:f}" if hasattr(value, "as_tuple") else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


class CommitmentStep(TransitionView):
    """Steps without a form of their own."""

    model = Commitment
    machine = COMMITMENT
    id_argument = "commitment_id"
    services: ClassVar = {
        "accept": giving.accept_commitment,
        "decline": giving.decline_commitment,
        "start": reporting.start_work,
        "pause": changing.pause_commitment,
        "resume": changing.resume_commitment,
        "cancel": changing.cancel_commitment,
        "reopen": checking.reopen_commitment,
    }

    def success_url(self, pk: Any, name: str) -> str:
        """Back to the page the step was taken on."""
        return self._back() if name == "accept" else super().success_url(pk, name)
