"""The register of findings, one finding with its way, what is filled in about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.files.public import attachments_of
from anlan.base.organisations.public import organisation_names
from anlan.governance.oversight.public import orders_about
from anlan.governance.patrols.choices import FED_BACK, OWED, FindingState
from anlan.governance.patrols.forms import (
    DocumentForm,
    FindingForm,
    LookBackForm,
    RectificationForm,
    ReturnForm,
)
from anlan.governance.patrols.models import Finding, Visit
from anlan.governance.patrols.permissions import CHECK, PATROL, RECEIVE
from anlan.governance.patrols.services import findings
from anlan.governance.patrols.states import FINDING
from anlan.governance.patrols.tables import FindingTable
from anlan.governance.patrols.views.visits import OnVisit
from anlan.governance.patrols.waiting import findings_for
from anlan.governance.responsibility.public import organisations_of_person
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message, NotVisible
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
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.supervision.hazards.public import get_hazard

CRUMBS = ((gettext_lazy("Patrol findings"), "patrols:findings"),)


def _overdue(_actor: Actor) -> Q:
    return Q(state=FindingState.RECTIFYING, due_on__lt=clock.today())


def _about_units(actor: Actor) -> Q:
    """One's own unit, or the units one answers for."""
    units = {actor.organisation_id} - {None}
    if actor.person_id is not None:
        units |= set(organisations_of_person(actor.person_id))
    return Q(organisation_id__in=units)


def _units(keys: Sequence[str]) -> Mapping[str, Message]:
    names = organisation_names(int(key) for key in keys if key.isdigit())
    return {str(key): name for key, name in names.items()}


class FindingListPage(ListPage):
    """The register; each sees what concerns him."""

    model = Finding
    table_class = FindingTable
    title = gettext_lazy("Patrol findings")
    live_topic = "patrols"
    saved_filters: ClassVar = (
        SavedFilter(
            "waiting", pgettext_lazy("patrol", "Waiting for me"), findings_for, counted=True
        ),
        SavedFilter("units", pgettext_lazy("patrol", "About my units"), _about_units),
        SavedFilter("open", pgettext_lazy("patrol", "Open"), Q(state__in=OWED), counted=True),
        SavedFilter("overdue", gettext_lazy("Overdue"), _overdue, counted=True, level=1),
        SavedFilter(
            "look_back",
            pgettext_lazy("patrol", "Closed, not looked at again"),
            Q(state=FindingState.CLOSED, look_backs__isnull=True),
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (
        Facet("severity", pgettext_lazy("patrol", "severity"), level=True),
        Facet("kind", gettext_lazy("Kind")),
        Facet("state", gettext_lazy("State")),
        Facet(
            "organisation",
            pgettext_lazy("patrol", "unit that puts it right"),
            "organisation_id",
            labels=_units,
        ),
    )
    search_fields = ("title", "text", "organisation__search_text", "visit__name")
    search_placeholder = gettext_lazy("Problem or unit")
    select_related = ("organisation", "visit")
    ordering = ("due_on", "pk")
    hidden_columns = ("told_to", "basis", "demand", "text", "outcome", "closed_on")
    empty_title = gettext_lazy("No finding here")
    empty_text = gettext_lazy("Findings are noted by patrol teams on the page of a patrol.")


class FindingPage(ObjectPage):
    """One finding: what, who, until when; reports, reminders, follow-up looks."""

    model = Finding
    machine = FINDING
    transition_url_name = "patrols:finding_step"
    transition_forms: ClassVar = {"submit": "patrols:submit", "return_": "patrols:return"}
    edit_url_name = "patrols:change_finding"
    edit_permission = PATROL
    select_related = (
        "visit__round__office",
        "visit__team",
        "visit__organisation",
        "organisation",
        "item",
    )
    live_topic = "patrol-finding:{pk}"
    breadcrumbs = CRUMBS

    def get_subtitle(self, obj: Finding) -> str:
        """Patrol and unit."""
        return f"{obj.visit} · {obj.get_kind_display()}"

    def level(self, obj: Finding) -> int | None:
        """Its severity."""
        return obj.severity

    def state(self, obj: Finding) -> Mapping[str, Any] | None:
        """The state, red when late."""
        return {"label": obj.get_state_display(), "tone": obj.tone, "value": obj.state}

    def holder(self, obj: Finding) -> Mapping[str, Any] | None:
        """The unit that puts it right."""
        return {"label": str(obj.organisation), "url": obj.organisation.get_absolute_url()}

    def note(self, obj: Finding) -> Mapping[str, Any] | None:
        """What must be known first."""
        if obj.is_overdue:
            days = (clock.today() - obj.due_on).days
            words = _("%(days)d days late.") % {"days": days}
            if obj.told_to:
                words += " " + _("Told as far as: %(who)s.") % {"who": obj.get_told_to_display()}
            return {"text": words, "tone": "danger"}
        return None

    def verbs(self, obj: Finding) -> list[dict[str, Any]]:
        """Leave out the steps that belong to the feedback and the follow-up look."""
        return [verb for verb in super().verbs(obj) if verb["name"] not in ("assign", "reopen")]

    def describe(self, obj: Any) -> dict[str, Any]:
        """Only what is not given to the unit yet is changed."""
        page = super().describe(obj)
        if obj.state != FindingState.NOTED:
            page["edit_url"] = ""
        return page

    def facts(self, obj: Finding) -> list[dict[str, Any]]:
        """What it is, how it went."""
        hazard = self._hazard(obj)
        return [
            fact_group(
                pgettext("patrol", "Problem"),
                fact(pgettext("patrol", "what was found"), obj.text, wide=True),
                fact(pgettext("patrol", "what is demanded"), obj.demand, wide=True),
                fact(_("legal basis"), obj.basis, wide=True),
                fact(pgettext("patrol", "severity"), obj.get_severity_display()),
                fact(pgettext("patrol", "to be put right by"), obj.due_on),
                fact(
                    pgettext("patrol", "patrol"),
                    obj.visit,
                    url=obj.visit.get_absolute_url(),
                ),
                fact(pgettext("patrol", "noted by"), obj.noted_by),
                fact(
                    _("hazard"),
                    hazard.number if hazard else None,
                    url=hazard.url if hazard else "",
                ),
                *([fact(pgettext("patrol", "closed on"), obj.closed_on)] if obj.closed_on else []),
                *(
                    [fact(pgettext("patrol", "result of the check"), obj.outcome, wide=True)]
                    if obj.outcome
                    else []
                ),
            )
        ]

    def _hazard(self, obj: Finding) -> Any:
        if obj.hazard_id is None:
            return None
        try:
            return get_hazard(obj.hazard_id, self.actor)
        except NotVisible:
            return None

    def own_verbs(self, obj: Finding) -> Iterable[Verb]:
        """Follow-up look, supervision document, hazard."""
        can = self.rights.can
        if obj.state == FindingState.CLOSED and can(self.actor, CHECK, obj):
            yield Verb(
                "look_back",
                _("Look again"),
                reverse("patrols:look_back", args=[obj.pk]),
                method="get",
                icon="eye",
            )
        if obj.visit.state not in FED_BACK or not can(self.actor, CHECK, obj):
            return
        if obj.state in OWED and self.actor.has("oversight.issue_order"):
            yield Verb(
                "document",
                _("Draw up a supervision document"),
                reverse("patrols:document", args=[obj.pk]),
                method="get",
                icon="gavel",
            )
        is_open = obj.state != FindingState.DROPPED and obj.hazard_id is None
        if is_open and self.actor.has("hazards.report_hazard"):
            yield Verb(
                "hazard",
                _("Enter as a hazard"),
                reverse("patrols:hazard", args=[obj.pk]),
                icon="alert-triangle",
                confirm=_("The finding is entered in the register of hazards."),
            )

    def own_panels(self, obj: Finding) -> Iterable[Mapping[str, Any]]:
        """Photos, reports, reminders, follow-up looks, documents."""
        files = attachments_of(obj)
        if files:
            yield {
                "id": "files",
                "title": _("photos and papers"),
                "count": len(files),
                "rows": [{"label": file.name, "url": file.url} for file in files],
            }
        reports = list(obj.rectifications.order_by("-pk"))
        if reports or obj.state in OWED:
            yield {
                "id": "reports",
                "title": pgettext("patrol", "Reports of the unit"),
                "count": len(reports),
                "template": "patrols/_reports.html",
                "reports": [{"report": row, "files": attachments_of(row)} for row in reports],
            }
        looks = list(obj.look_backs.order_by("-pk"))
        if looks:
            yield {
                "id": "looks",
                "title": pgettext("patrol", "Follow-up looks"),
                "count": len(looks),
                "rows": [
                    {
                        "label": row.text,
                        "where": row.made_by,
                        "value": str(row.looked_on),
                        "state": {
                            "label": pgettext("follow-up look", "has held")
                            if row.has_held
                            else pgettext("follow-up look", "has not held"),
                            "tone": "done" if row.has_held else "overdue",
                        },
                    }
                    for row in looks
                ],
            }
        reminders = list(obj.reminders.order_by("-pk"))
        if reminders:
            yield {
                "id": "reminders",
                "title": pgettext("patrol", "Reminders"),
                "count": len(reminders),
                "rows": [
                    {
                        "label": row.get_audience_display(),
                        "where": row.people or _("nobody with an account"),
                        "at": row.sent_at,
                    }
                    for row in reminders
                ],
            }
        if self.actor.has("oversight.view_order"):
            orders = orders_about(
                self.actor, subject_type="patrols.Finding", subject_ids=[obj.pk]
            ).get(str(obj.pk), [])
            if orders:
                yield {
                    "id": "orders",
                    "title": _("Supervision documents"),
                    "count": len(orders),
                    "rows": [
                        {
                            "label": order.title,
                            "url": order.url,
                            "where": order.kind_name,
                            "value": order.state_label,
                        }
                        for order in orders
                    ],
                }


class FindingStep(TransitionView):
    """The steps of a finding that need no form of their own."""

    model = Finding
    machine = FINDING
    id_argument = "finding_id"
    services: ClassVar = {
        "drop": findings.drop_finding,
        "withdraw": findings.drop_finding,
        "close": findings.close_finding,
    }


class NotePage(OnVisit):
    """Note a finding, on the phone."""

    form_class = FindingForm
    title = gettext_lazy("Note a finding")
    submit_label = gettext_lazy("Note it")
    success_text = gettext_lazy("Noted. The unit learns of it with the draft.")

    def form(self, **data: Any) -> Any:
        """Offer the unit visited first."""
        return self.form_class(visit=self.obj, actor=self.actor, **data)

    def save(self, form: Any) -> Visit:
        """Call the service."""
        return findings.note_finding(
            visit_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        ).visit


class OnFinding(AboutPage):
    """A form about one finding; nothing is filled in before."""

    model = Finding
    breadcrumbs = CRUMBS


class ChangeFindingPage(OnFinding):
    """Change a finding before the feedback."""

    permission = PATROL
    form_class = FindingForm

    def get_initial(self) -> Mapping[str, Any]:
        """What was noted."""
        names = (
            "title",
            "kind",
            "severity",
            "due_on",
            "organisation_id",
            "text",
            "demand",
            "basis",
        )
        return {name: getattr(self.obj, name) for name in names}

    def form(self, **data: Any) -> Any:
        """Offer the unit visited first."""
        return self.form_class(
            visit=self.obj.visit, actor=self.actor, initial=self.get_initial(), **data
        )

    def save(self, form: Any) -> Finding:
        """Call the service."""
        return findings.change_finding(
            finding_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class SubmitPage(OnFinding):
    """Report what was put right, on the phone as well."""

    permission = RECEIVE
    form_class = RectificationForm
    title = gettext_lazy("Report as put right")
    submit_label = gettext_lazy("Send this report")
    success_text = gettext_lazy("The report was sent; it will be checked.")

    def save(self, form: Any) -> Finding:
        """Call the service."""
        return findings.submit_rectification(
            finding_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        ).finding


class ReturnPage(OnFinding):
    """Send a report back."""

    permission = CHECK
    form_class = ReturnForm
    title = gettext_lazy("Return the report")

    def save(self, form: Any) -> Finding:
        """Call the service."""
        return findings.return_rectification(
            finding_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class LookBackPage(OnFinding):
    """Look again."""

    permission = CHECK
    form_class = LookBackForm
    title = gettext_lazy("Look again")

    def save(self, form: Any) -> Finding:
        """Call the service."""
        return findings.look_back(
            finding_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        ).finding


class DocumentPage(OnFinding):
    """Draw up a supervision document or a transfer."""

    permission = CHECK
    form_class = DocumentForm
    title = gettext_lazy("Draw up a supervision document")
    submit_label = gettext_lazy("Save the draft")
    success_text = gettext_lazy("Drawn up as a draft. Submit it for approval.")
    url = ""

    def get_initial(self) -> Mapping[str, Any]:
        """The facts of the finding."""
        late = (clock.today() - self.obj.due_on).days
        words = f"巡查发现“{self.obj.title}”，要求于{self.obj.due_on:%Y年%m月%d日}前整改到位"
        words += f"，至今逾期{late}日未整改。" if self.obj.is_overdue else "。"
        return {"kind": "order", "reason": words}

    def save(self, form: Any) -> Finding:
        """Call the service; one goes on to the draft."""
        self.url = findings.draw_up_document(
            finding_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )
        found: Finding = self.obj
        return found

    def success_url(self, saved: Any) -> str:
        """The draft."""
        return self.url


@require_POST
@requires(CHECK)
def hazard(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter a finding in the register of hazards."""
    return go_to(request, findings.report_as_hazard(finding_id=pk, actor=request.actor))
