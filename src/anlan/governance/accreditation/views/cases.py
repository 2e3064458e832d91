"""The register of demonstration units, one unit with its way, entering a candidate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from anlan.base.documents.public import documents_of
from anlan.base.organisations.public import organisation_names
from anlan.base.regions.public import names_of
from anlan.governance.accreditation.choices import (
    IN_FORCE,
    RUNNING,
    CaseState,
    Level,
    ObjectionState,
    ProposalState,
    RectificationState,
    RoundState,
)
from anlan.governance.accreditation.forms import NameForm
from anlan.governance.accreditation.models import Case, Kind
from anlan.governance.accreditation.permissions import APPLY, MANAGE, NAME, REVIEW, VIEW
from anlan.governance.accreditation.selectors.standing import judge, open_round
from anlan.governance.accreditation.services import awarding
from anlan.governance.accreditation.services import cases as services
from anlan.governance.accreditation.states import CASE
from anlan.governance.accreditation.tables import CaseTable
from anlan.governance.accreditation.waiting import due_soon, late, waiting_for
from anlan.kernel.errors import Message, NotPermitted
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
from anlan.kernel.pages.base import may_open
from anlan.kernel.registry import Verb

CRUMBS = ((gettext_lazy("Demonstration units"), "accreditation:list"),)


def _kinds(_keys: Sequence[str]) -> Mapping[str, Message]:
    return {kind.code: kind.name for kind in Kind.objects.order_by("version")}


def _regions(keys: Sequence[str]) -> Mapping[str, Message]:
    return dict(names_of(keys))


def _units(keys: Sequence[str]) -> Mapping[str, Message]:
    names = organisation_names(int(key) for key in keys if key.isdigit())
    return {str(key): name for key, name in names.items()}


def _levels(_keys: Sequence[str]) -> Mapping[str, Message]:
    return dict(Level.choices)


class CaseListPage(ListPage):
    """The register; each sees what lies in his part."""

    model = Case
    template = "accreditation/cases.html"
    table_class = CaseTable
    title = gettext_lazy("Demonstration units")
    live_topic = "accreditation"
    saved_filters: ClassVar = (
        SavedFilter(
            "in_force", pgettext_lazy("accreditation", "With title"), Q(state__in=IN_FORCE)
        ),
        SavedFilter(
            "waiting", pgettext_lazy("accreditation", "Waiting for me"), waiting_for, counted=True
        ),
        SavedFilter("running", pgettext_lazy("accreditation", "In creation"), Q(state__in=RUNNING)),
        SavedFilter(
            "soon",
            pgettext_lazy("accreditation", "Re-check within 30 days"),
            due_soon,
            counted=True,
        ),
        SavedFilter("late", gettext_lazy("Overdue"), late, counted=True, level=1),
        SavedFilter(
            "ended",
            pgettext_lazy("accreditation", "Exited or not awarded"),
            Q(state__in=(CaseState.EXITED, CaseState.REFUSED, CaseState.WITHDRAWN)),
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (
        Facet("kind", gettext_lazy("Kind"), "kind__code", labels=_kinds),
        Facet("state", gettext_lazy("State")),
        Facet("level", pgettext_lazy("accreditation", "named by"), "kind__level", labels=_levels),
        Facet("region", gettext_lazy("region"), "region_id", labels=_regions),
    )
    search_fields = ("unit_name", "number", "organisation__search_text", "kind__name")
    search_placeholder = gettext_lazy("Unit, number or kind")
    select_related = ("kind", "organisation", "office", "region")
    ordering = ("-pk",)
    hidden_columns = (
        "level",
        "region",
        "score",
        "awarded_on",
        "organisation",
        "office",
        "exited_on",
        "outcome",
    )
    create_url_name = "accreditation:new"
    create_permission = NAME
    create_label = gettext_lazy("Name a candidate")
    empty_title = gettext_lazy("No demonstration unit here")
    empty_text = gettext_lazy(
        "Name a candidate: it answers the criteria on the phone, two people review it on site, "
        "and after the publicity the title is awarded."
    )

    def queryset(self) -> Any:
        """Of one township, when the page of townships leads here."""
        rows = super().queryset()
        town = self.request.GET.get("town", "")
        return rows.filter(region__code__startswith=town) if town.isdigit() else rows


class NamePage(CreatePage):
    """Enter a candidate, or apply for one's own unit."""

    model = Case
    template = "kernel/form.html"
    form_class = NameForm
    form_takes_actor = True
    title = gettext_lazy("Name a candidate")
    success_text = gettext_lazy("Entered. The unit answers the criteria now.")
    breadcrumbs = CRUMBS

    permission = VIEW

    def load(self, **kwargs: Any) -> None:
        """Who may name candidates, and the units themselves."""
        if not (self.actor.has(NAME) or self.actor.has(APPLY)):
            raise NotPermitted(permission=NAME)

    def get_title(self) -> Message:
        """A unit applies, the office names."""
        return self.title if self.actor.has(NAME) else _("Apply for a title")

    def get_cancel_url(self) -> str:
        """Back to where one names or applies."""
        return reverse(f"accreditation:{'list' if self.actor.has(NAME) else 'mine'}")

    def get_initial(self) -> Mapping[str, Any]:
        """The kind and unit one comes from; else a unit's own, which the office is not."""
        given = {
            name: self.request.GET[key]
            for key, name in (("kind", "kind_id"), ("unit", "organisation_id"))
            if key in self.request.GET
        }
        own = None if self.actor.has(NAME) else self.actor.organisation_id
        return {"organisation_id": own, **given}

    def save(self, form: Any) -> Case:
        """Call the service."""
        return services.name_candidate(actor=self.actor, **form.cleaned_data)


class CasePage(ObjectPage):
    """One unit: title, validity, criteria, what is missing, what was decided."""

    model = Case
    template = "accreditation/case.html"
    machine = CASE
    transition_url_name = "accreditation:step"
    transition_forms: ClassVar = {
        "award": "accreditation:award",
        "demand": "accreditation:rectify",
        "exit": "accreditation:exit",
    }
    select_related = ("kind__lead", "organisation", "office", "region", "exit_ground")
    live_topic = "accreditation-case:{pk}"
    breadcrumbs = CRUMBS

    def number(self, obj: Case) -> str:
        """The number of the award."""
        return obj.number

    def get_subtitle(self, obj: Case) -> str:
        """Kind and level."""
        return f"{obj.kind} · {obj.kind.get_level_display()}"

    def state(self, obj: Case) -> Mapping[str, Any] | None:
        """The state, red when a day has passed."""
        return {"label": obj.state_label, "tone": obj.tone, "value": obj.state}

    def note(self, obj: Case) -> Mapping[str, Any] | None:
        """What must be known first."""
        if obj.is_expired:
            return {"text": _("The validity has ended."), "tone": "danger"}
        if obj.is_recheck_late:
            return {"text": _("The re-check is overdue."), "tone": "danger"}
        if obj.state == CaseState.PUBLICITY:
            return {
                "text": _("Published for objections from %(a)s to %(b)s.")
                % {"a": obj.publicity_from, "b": obj.publicity_until},
                "tone": "info",
            }
        if obj.proposals.filter(state=ProposalState.OPEN).exists():
            return {"text": _("A proposal waits for the office."), "tone": "warning"}
        return None

    def verbs(self, obj: Case) -> list[dict[str, Any]]:
        """Leave out the step the platform takes with the check of a rectification."""
        return [verb for verb in super().verbs(obj) if verb["name"] != "restore"]

    def facts(self, obj: Case) -> list[dict[str, Any]]:
        """Title, days, who answers, how it went."""
        basis = obj.kind.basis + ("" if obj.kind.is_verified else f"（{_('not verified')}）")
        return [
            fact_group(
                pgettext("accreditation", "Title"),
                fact(_("kind"), obj.kind, url=obj.kind.get_absolute_url()),
                fact(pgettext("accreditation", "named by"), obj.kind.get_level_display()),
                fact(pgettext("accreditation", "awarded on"), obj.awarded_on),
                fact(
                    _("valid until"),
                    obj.valid_until
                    or (pgettext("accreditation", "until it exits") if obj.awarded_on else None),
                ),
                fact(pgettext("accreditation", "next re-check by"), obj.recheck_on),
                fact(pgettext("accreditation", "score"), obj.score, unit="%" if obj.score else ""),
                fact(_("basis"), basis, wide=True),
            ),
            fact_group(
                pgettext("accreditation", "Unit"),
                fact(
                    pgettext("accreditation", "unit that answers for it"),
                    obj.organisation,
                    url=obj.organisation.get_absolute_url(),
                ),
                fact(_("region"), obj.region, url=obj.region.get_absolute_url()),
                fact(pgettext("accreditation", "office in charge"), obj.office),
                fact(pgettext("accreditation", "entered by"), obj.named_by),
                *(
                    [fact(pgettext("accreditation", "awarded by"), obj.awarded_by)]
                    if obj.awarded_by
                    else []
                ),
                *(
                    [
                        fact(pgettext("accreditation", "exited on"), obj.exited_on),
                        fact(pgettext("accreditation", "ground for exit"), obj.exit_ground),
                    ]
                    if obj.exited_on
                    else []
                ),
                *(
                    [fact(pgettext("accreditation", "reason of the end"), obj.outcome, wide=True)]
                    if obj.outcome
                    else []
                ),
            ),
        ]

    def own_verbs(self, obj: Case) -> Iterable[Verb]:
        """Self-assessment, visit, objection, re-check, wish, papers."""
        can, found = self.rights.can, open_round(obj)
        yield from self._open_decisions(obj)
        if found is not None and can(self.actor, APPLY, obj) and found.state == RoundState.OPEN:
            yield _link(
                "answer", _("Answer the criteria"), found.get_absolute_url(), "pencil", first=True
            )
        if obj.state == CaseState.ON_SITE and can(self.actor, REVIEW, obj):
            yield _link(
                "site",
                _("Record my visit"),
                reverse("accreditation:site", args=[obj.pk]),
                "clipboard-check",
                first=True,
            )
        if obj.state == CaseState.PUBLICITY:
            yield _link(
                "objection",
                _("Record an objection"),
                reverse("accreditation:object", args=[obj.pk]),
                "message",
            )
        if obj.is_in_force and found is None and can(self.actor, MANAGE, obj):
            yield _link(
                "recheck",
                _("Re-check now"),
                reverse("accreditation:recheck", args=[obj.pk]),
                "refresh",
            )
        if obj.is_in_force and can(self.actor, APPLY, obj):
            yield _link(
                "wish",
                _("Give up the title"),
                reverse("accreditation:wish", args=[obj.pk]),
                "arrow-back-up",
            )

    def _open_decisions(self, obj: Case) -> Iterable[Verb]:
        """What somebody is waited for: the first of each, the others stand in the panels below."""
        if self.rights.can(self.actor, APPLY, obj):
            owed = obj.rectifications.filter(state=RectificationState.OPEN).first()
            if owed is not None:
                url = reverse("accreditation:report", args=[owed.pk])
                yield _link("report", _("Report what was put right"), url, "pencil", first=True)
        if not self.rights.can(self.actor, MANAGE, obj):
            return
        proposal = obj.proposals.filter(state=ProposalState.OPEN).first()
        if proposal is not None:
            url = reverse("accreditation:proposal", args=[proposal.pk])
            yield _link("decide", _("Decide on the proposal"), url, "scale", first=True)
        objection = obj.objections.filter(state=ObjectionState.OPEN).first()
        if objection is not None:
            url = reverse("accreditation:decide", args=[objection.pk])
            yield _link("answer_objection", _("Decide on the objection"), url, "scale", first=True)
        answered = obj.rectifications.filter(state=RectificationState.ANSWERED).first()
        if answered is not None:
            url = reverse("accreditation:check", args=[answered.pk])
            yield _link("check", _("Check the rectification"), url, "list-check", first=True)

    def own_panels(self, obj: Case) -> Iterable[Mapping[str, Any]]:
        """Rectifications, proposals, objections, rounds before."""
        manages = self.rights.can(self.actor, MANAGE, obj)
        owns = self.rights.can(self.actor, APPLY, obj)
        made = list(obj.rectifications.order_by("-pk"))
        if made:
            yield {
                "id": "rectifications",
                "title": pgettext("accreditation", "Rectifications"),
                "count": len(made),
                "rows": [
                    {
                        "label": row.text,
                        "url": _rectification_url(row, owns=owns, manages=manages),
                        "value": row.finding or row.answer,
                        "where": _("until %(day)s") % {"day": row.due_on},
                        "state": {"label": row.get_state_display(), "tone": row.tone},
                    }
                    for row in made
                ],
            }
        proposals = list(obj.proposals.order_by("-pk"))
        if proposals:
            yield {
                "id": "proposals",
                "title": pgettext("accreditation", "Proposals"),
                "count": len(proposals),
                "rows": [
                    {
                        "label": f"{row.get_act_display()}：{row.reason}",
                        "url": reverse("accreditation:proposal", args=[row.pk])
                        if manages and row.state == ProposalState.OPEN
                        else row.subject_url,
                        "where": row.proposed_by,
                        "value": row.decision,
                        "state": {"label": row.get_state_display(), "tone": row.tone},
                        "at": row.created_at,
                    }
                    for row in proposals
                ],
            }
        objections = list(obj.objections.order_by("-pk"))
        if objections:
            yield {
                "id": "objections",
                "title": pgettext("accreditation", "Objections"),
                "count": len(objections),
                "rows": [
                    {
                        "label": row.text,
                        "url": reverse("accreditation:decide", args=[row.pk])
                        if manages and row.state == ObjectionState.OPEN
                        else "",
                        "where": row.raised_by or pgettext("objection", "without name"),
                        "value": row.decision,
                        "state": {"label": row.get_state_display(), "tone": row.tone},
                        "at": row.created_at,
                    }
                    for row in objections
                ],
            }
        papers = documents_of(obj, self.actor)
        if papers:
            yield {
                "id": "papers",
                "title": pgettext("accreditation", "Papers"),
                "count": len(papers),
                "rows": [
                    {
                        "label": paper.title,
                        "url": paper.url if may_open(paper.url, self.actor) else "",
                        "where": paper.number,
                        "at": paper.created_at,
                    }
                    for paper in papers
                ],
            }
        yield {
            "id": "rounds",
            "title": pgettext("accreditation", "Creation and re-checks"),
            "rows": [
                {
                    "label": str(row),
                    "url": row.get_absolute_url(),
                    "where": row.conclusion or row.reason,
                    "value": f"{row.score:g}%" if row.score is not None else "",
                    "state": {"label": row.get_state_display(), "tone": row.tone},
                    "due": row.due_at if row.state == RoundState.OPEN else None,
                }
                for row in obj.rounds.order_by("-pk")
            ],
        }

    def describe(self, obj: Any) -> dict[str, Any]:
        """Add how the criteria stand, whole on one look."""
        page = super().describe(obj)
        found = open_round(obj) or obj.rounds.order_by("-pk").first()
        if found is not None:
            verdict = judge(found)
            page["round"] = found
            page["verdict"] = verdict
            page["lacking"] = [
                line for line in verdict.lines if not line.is_met or line.answer.auto_met is False
            ]
        return page


def _rectification_url(row: Any, *, owns: bool, manages: bool) -> str:
    if owns and row.state == RectificationState.OPEN:
        return reverse("accreditation:report", args=[row.pk])
    if manages and row.state == RectificationState.ANSWERED:
        return reverse("accreditation:check", args=[row.pk])
    return ""


def _link(name: str, label: str, url: str, icon: str, *, first: bool = False) -> Verb:
    style = "primary" if first else "secondary"
    return Verb(name, label, url, method="get", icon=icon, style=style)


class CaseStep(TransitionView):
    """The steps of a unit that need no form."""

    model = Case
    machine = CASE
    id_argument = "case_id"
    services: ClassVar = {
        "submit": services.submit_case,
        "accept_papers": services.accept_papers,
        "return_": services.return_case,
        "assess": services.assess_case,
        "publish": awarding.publish_case,
        "refuse": awarding.refuse_case,
        "withdraw": awarding.withdraw_case,
    }
