"""The plan library: list and readable plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.deadlines.public import deadlines_of
from anlan.base.files.public import attachments_of
from anlan.command.plans.choices import (
    EDITABLE,
    RECORD_TONES,
    STATE_TONES,
    PlanKind,
    PlanState,
    RecordState,
)
from anlan.command.plans.gaps import Gap, find_gaps
from anlan.command.plans.models import Plan, PlanRecord, PlanReport
from anlan.command.plans.permissions import ACCEPT, CHANGE, PUBLISH, VIEW
from anlan.command.plans.services.approving import (
    accept_filing,
    file_plan,
    refuse_filing,
    return_plan,
    running_filing,
    submit_plan,
    withdraw_plan,
)
from anlan.command.plans.services.care import duties_of
from anlan.command.plans.services.contacts import (
    is_personal,
    may_reveal,
    reveal_contact,
    shown_phone,
)
from anlan.command.plans.services.plans import expire_plan, publish_plan, revise_plan
from anlan.command.plans.services.reports import reports_of
from anlan.command.plans.states import FILING, PLAN
from anlan.command.plans.tables import PlanTable
from anlan.kernel import clock
from anlan.kernel.pages import (
    Facet,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires


def handed_in() -> QuerySet[Any]:
    """Return the ids of plans of units whose filing waits for a decision."""
    waiting = PlanRecord.objects.filter(kind="filing", state=RecordState.HANDED_IN)
    return waiting.values("plan_id")


class PlanListPage(ListPage):
    """All plans one may read."""

    model = Plan
    template = "plans/library.html"
    table_class = PlanTable
    title = gettext_lazy("Emergency plans")
    saved_filters: ClassVar = (
        SavedFilter("in_force", gettext_lazy("In force"), Q(state="published"), counted=True),
        SavedFilter(
            "review",
            gettext_lazy("Review overdue"),
            lambda actor: Q(state="published", review_due_on__lt=clock.today()),
            counted=True,
        ),
        SavedFilter("draft", gettext_lazy("Drafts"), Q(state__in=EDITABLE), counted=True),
        SavedFilter(
            "submitted", gettext_lazy("Waiting for approval"), Q(state="submitted"), counted=True
        ),
        SavedFilter(
            "filing",
            gettext_lazy("Handed in for filing"),
            Q(pk__in=handed_in()),
            counted=True,
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("kind", gettext_lazy("Kind")),)
    search_fields = ("name", "code", "purpose")
    ordering = ("kind", "code", "-version")
    live_topic = "plans"
    create_url_name = "plans:create"
    create_permission = CHANGE
    create_label = gettext_lazy("Write a plan")
    import_url_name = "plans:imports"
    import_permission = CHANGE
    empty_title = gettext_lazy("No plan here")
    empty_text = gettext_lazy(
        "Plans in structure: the platform chooses among those in force and starts their tasks."
    )

    def describe(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the way to a draft from a template."""
        url = reverse("plans:templates") if self.actor.has(CHANGE) else ""
        return {**super().describe(*args, **kwargs), "template_url": url}


def record_row(record: PlanRecord) -> Mapping[str, Any]:
    """What was done, when, with whom."""
    return {
        "label": record.get_kind_display(),
        "where": " ".join(
            filter(None, (record.with_whom, record.number, record.note, record.returned_reason))
        ),
        "state": None
        if record.state == RecordState.KEPT
        else {"label": record.get_state_display(), "tone": RECORD_TONES[record.state]},
        "value": f"{record.done_on:%Y-%m-%d}",
    }


class PlanPage(ObjectPage):
    """One plan: levels with triggers, groups with tasks, resources."""

    model = Plan
    template = "plans/plan.html"
    machine = PLAN
    state_tones = STATE_TONES
    transition_url_name = "plans:transition"
    select_related = ("organisation", "region", "point")
    edit_permission = CHANGE
    related = (
        RelatedList(
            "records",
            gettext_lazy("Appraisal, filing, assessment, drills"),
            PlanRecord,
            lambda rows, plan: rows.filter(plan=plan),
            record_row,
            empty=gettext_lazy("Nothing recorded yet"),
        ),
    )
    live_topic = "plan:{pk}"
    breadcrumbs = ((gettext_lazy("Emergency plans"), "plans:list"),)

    def number(self, obj: Any) -> str:
        """Code and version."""
        return f"{obj.code} · v{obj.version}"

    def get_subtitle(self, obj: Any) -> str:
        """What the plan is for."""
        return str(obj.purpose)

    def note(self, obj: Any) -> Mapping[str, Any] | None:
        """Say when the text was not compared with the issued one, or its review is overdue."""
        if obj.state == PlanState.RETURNED:
            return {
                "text": _("Returned for correction: %(reason)s") % {"reason": obj.returned_reason},
                "tone": "warning",
            }
        refused = self.refused(obj)
        if refused is not None:
            return {
                "text": _("The filing was returned: %(reason)s")
                % {"reason": refused.returned_reason},
                "tone": "warning",
            }
        if obj.is_review_overdue:
            return {"text": _("The review of this plan is overdue."), "tone": "warning"}
        if obj.is_demonstration:
            return {
                "text": _(
                    "For demonstration: thresholds and deadlines must be compared with the plan "
                    "this county has issued."
                ),
                "tone": "info",
            }
        return None

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """Where it comes from and until when it holds."""
        return [
            fact_group(
                _("Plan"),
                fact(_("Kind"), obj.get_kind_display()),
                fact(_("Issued by"), obj.organisation),
                fact(_("Issued on"), obj.issued_on),
                fact(_("Review due on"), obj.review_due_on),
                fact(_("Principles"), obj.principles, wide=True),
                fact(_("Legal basis"), obj.legal_basis, wide=True),
                fact(_("Source"), obj.source, wide=True),
                fact(
                    _("Checked against the source"),
                    _("yes") if obj.is_verified else _("not checked yet"),
                ),
            )
        ]

    def refused(self, obj: Any) -> PlanRecord | None:
        """The filing that was returned and not handed in again."""
        if not obj.is_of_unit or obj.state != PlanState.PUBLISHED:
            return None
        newest = obj.records.filter(kind="filing").order_by("-pk").first()
        return newest if newest is not None and newest.state == RecordState.REFUSED else None

    def verbs(self, obj: Any) -> list[dict[str, Any]]:
        """Leave out steps that others take: a unit submits to nobody, who approves neither."""
        is_own_way = obj.is_of_unit or self.rights.can(self.actor, PUBLISH, obj)
        hidden = ("submit", "withdraw") if is_own_way else ()
        return [verb for verb in super().verbs(obj) if verb["name"] not in hidden]

    def own_panels(self, obj: Any) -> Iterable[Mapping[str, Any]]:
        """The reports the plan stands on."""
        rows = list(reports_of(obj).select_related("plan"))
        yield {
            "id": "reports",
            "title": _("Reports the plan stands on"),
            "count": len(rows),
            "rows": [
                {
                    "label": report.get_kind_display(),
                    "url": _file_of(report),
                    "where": " ".join(
                        filter(None, (report.made_by, report.document_number, report.note))
                    ),
                    "value": f"{report.made_on:%Y-%m-%d}",
                }
                for report in rows
            ],
            "empty": _("No report is attached yet."),
            "actions": [
                {
                    "label": _("Attach"),
                    "url": reverse("plans:report_add", args=[obj.pk]),
                    "icon": "paperclip",
                }
            ]
            if self.may_change(obj)
            else [],
        }

    def may_change(self, obj: Any) -> bool:
        """Whether one may revise this plan."""
        return policy_of(Plan).can(self.actor, CHANGE, obj)

    def own_verbs(self, obj: Any) -> Iterable[Verb]:
        """Edit, revise, record, compare, print."""
        is_draft = obj.state in EDITABLE
        yield from self.filing_verbs(obj)
        if self.may_change(obj):
            if is_draft:
                yield Verb(
                    name="change",
                    label=_("Change the head"),
                    url=reverse("plans:change", args=[obj.pk]),
                    icon="pencil",
                    method="get",
                )
            elif obj.state != PlanState.SUBMITTED:
                yield Verb(
                    name="revise",
                    label=_("Begin a revision"),
                    url=reverse("plans:revise", args=[obj.pk]),
                    icon="copy",
                )
        if self.may_change(obj) or self.rights.can(self.actor, ACCEPT, obj):
            yield Verb(
                name="record",
                label=_("Record filing, drill …"),
                url=reverse("plans:record", args=[obj.pk]),
                icon="clipboard",
                method="get",
            )
        if obj.kind == PlanKind.POINT and hasattr(obj, "point"):
            yield Verb(
                name="print",
                label=_("One page in Word"),
                url=reverse("plans:print", args=[obj.pk]),
                icon="printer",
            )
        if obj.version > 1:
            yield Verb(
                name="compare",
                label=_("What changed"),
                url=reverse("plans:compare", args=[obj.pk]),
                icon="history",
                method="get",
            )
        if self.may_change(obj):
            for kind, label in (
                ("resources", _("Draw up the survey of resources")),
                ("risk", _("Draw up the summary of risks")),
            ):
                yield Verb(
                    name=f"draw_{kind}",
                    label=label,
                    url=reverse("plans:report_draw", args=[obj.pk, kind]),
                    icon="file-text",
                )

    def filing_verbs(self, obj: Any) -> Iterable[Verb]:
        """Hand in for filing; accept the filing or return it."""
        if not obj.is_of_unit or obj.state != PlanState.PUBLISHED:
            return
        running = running_filing(obj)
        if running is None and self.may_change(obj):
            yield Verb(
                name="file",
                label=_("Hand in for filing"),
                url=reverse("plans:file", args=[obj.pk]),
                icon="send",
                style="primary",
            )
        if running is not None and running.state == RecordState.HANDED_IN:
            for step in FILING.available(running, self.actor):
                yield Verb(
                    name=step.name,
                    label=step.label,
                    url=reverse("plans:filing_step", args=[running.pk, step.name]),
                    style=step.style,
                    needs_reason=step.needs_reason,
                )

    def describe(self, obj: Any) -> dict[str, Any]:
        """Add the structure, the duties of the law and what the checker says."""
        page = super().describe(obj)
        may_change = self.may_change(obj)
        page["may_edit"] = may_change and obj.state in EDITABLE
        page["levels"] = [
            {"level": level, "clauses": _clauses(level)}
            for level in obj.levels.prefetch_related("triggers")
        ]
        page["groups"] = list(obj.groups.prefetch_related("tasks"))
        page["resources"] = list(obj.resources.all())
        page["contacts"] = [
            {
                "row": contact,
                "phone": shown_phone(contact),
                "reveal_url": reverse("plans:contact_phone", args=[contact.pk])
                if is_personal(contact.phone) and may_reveal(contact, self.actor)
                else "",
            }
            for contact in obj.contacts.select_related("plan")
        ]
        page["sections"] = list(obj.sections.all())
        page["point"] = getattr(obj, "point", None)
        clocks = {clock.rule_code: clock for clock in deadlines_of(obj)}
        page["duties"] = [{"duty": duty, "clock": clocks.get(duty.rule)} for duty in duties_of(obj)]
        page["gaps"] = _gaps(obj, may_change) if may_change else None
        return page


@require_POST
@requires(VIEW)
def phone(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the number of a contact, ready to dial; who looked is recorded."""
    number = reveal_contact(contact_id=pk, actor=request.actor)
    response = render(request, "organisations/_phone.html", {"number": number})
    response["Cache-Control"] = "no-store"
    return response


def _file_of(report: PlanReport) -> str:
    """Return where the paper or the file of a report is read."""
    if report.document_url:
        return report.document_url
    return next((file.url for file in attachments_of(report)), "")


def _gaps(plan: Plan, may_change: bool) -> dict[str, Any]:
    """Return the findings with what may be done about each."""
    known = {row.key: row for row in plan.acknowledgements.all()}
    is_draft = plan.state in EDITABLE
    url = reverse("plans:acknowledge", args=[plan.pk])
    rows = []
    for number, gap in enumerate(find_gaps(plan)):
        link = _link(plan, gap) if is_draft else ""
        accepted = known.get(gap.key)
        verbs = []
        if not gap.is_error and accepted is None and may_change:
            verbs.append(
                {
                    "name": f"acknowledge-{number}",
                    "label": _("Acknowledge"),
                    "url": url,
                    "needs_reason": True,
                    "fields": {"key": gap.key},
                }
            )
        rows.append({"gap": gap, "url": link, "accepted": accepted, "verbs": verbs})
    has_open = any(row["gap"].code == "no_deadline" for row in rows)  # type: ignore[attr-defined]
    return {
        "rows": rows,
        "deadlines_url": reverse("plans:deadlines", args=[plan.pk])
        if is_draft and has_open
        else "",
        "errors": sum(row["gap"].is_error for row in rows),  # type: ignore[attr-defined]
        "open": sum(not row["gap"].is_error and row["accepted"] is None for row in rows),  # type: ignore[attr-defined]
    }


#: Where a finding about something that is missing leads.
MISSING = {
    "no_level": "level",
    "no_group": "group",
    "no_task": "task",
    "nobody_to_call": "contact",
    "missing_part": "section",
    "no_point": "point",
}


def _link(plan: Plan, gap: Gap) -> str:
    """Return the page on which a finding about a draft is mended."""
    if gap.row is not None:
        return reverse("plans:part_change", args=[plan.pk, gap.part, gap.row])
    if gap.code in ("no_report", "old_report"):
        kind = gap.about.partition("/")[0]
        return f"{reverse('plans:report_add', args=[plan.pk])}?kind={kind}"
    if gap.code in MISSING:
        return reverse("plans:part_add", args=[plan.pk, MISSING[gap.code]])
    return reverse("plans:change", args=[plan.pk])


def _clauses(level: Any) -> list[list[Any]]:
    """Group triggers by clause: conditions of one clause must all hold."""
    found: dict[int, list[Any]] = {}
    for trigger in level.triggers.all():
        found.setdefault(trigger.clause, []).append(trigger)
    return [found[number] for number in sorted(found)]


class PlanTransition(TransitionView):
    """Put into force, take out of force."""

    model = Plan
    machine = PLAN
    services: ClassVar = {
        "submit": submit_plan,
        "return_": return_plan,
        "withdraw": withdraw_plan,
        "publish": publish_plan,
        "expire": expire_plan,
    }
    id_argument = "plan_id"


class FilingTransition(TransitionView):
    """Accept the filing of a unit's plan, or return it."""

    model = PlanRecord
    machine = FILING
    services: ClassVar = {"accept": accept_filing, "refuse": refuse_filing}
    id_argument = "record_id"


@require_POST
@requires(CHANGE)
def file(request: ActorRequest, pk: int) -> HttpResponse:
    """Hand the plan of a unit in for filing."""
    record = file_plan(plan_id=pk, actor=request.actor)
    return go_to(request, record.plan.get_absolute_url())


@require_POST
@requires(CHANGE)
def revise(request: ActorRequest, pk: int) -> HttpResponse:
    """Make the draft of the next version and go there."""
    draft = revise_plan(plan_id=pk, actor=request.actor)
    return go_to(request, draft.get_absolute_url())
