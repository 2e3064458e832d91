"""Taking incidents in, correcting their facts, merging them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.command.incidents.choices import UNFINISHED
from anlan.command.incidents.forms import (
    CategoryForm,
    CauseForm,
    FactsForm,
    IntakeForm,
    MergeForm,
    UnitReportForm,
    intake_initial,
)
from anlan.command.incidents.models import Incident
from anlan.command.incidents.permissions import (
    MERGE,
    OPEN,
    REMOVE_CAUSE,
    REPORT_BY_UNIT,
    UPDATE,
)
from anlan.command.incidents.places import point
from anlan.command.incidents.registry import find_origin
from anlan.command.incidents.services.categories import set_category
from anlan.command.incidents.services.facts import update_facts
from anlan.command.incidents.services.incidents import (
    merge_incident,
    open_incident,
    record_unit_report,
    report_cause_removed,
)
from anlan.command.incidents.services.intake import (
    Duplicate,
    find_duplicates,
    open_from_alarm,
    prefill_from_alarm,
    prefill_from_enterprise,
)
from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages import ChangePage, CreatePage
from anlan.kernel.policy import visible


class IntakePage(CreatePage):
    """The intake form; incidents near in place and time are shown before another is opened."""

    model = Incident
    permission = OPEN
    template = "incidents/intake.html"
    form_class = IntakeForm
    form_takes_actor = True
    title = gettext_lazy("Take in an incident")
    submit_label = gettext_lazy("Open the incident")
    success_text = gettext_lazy("The incident is open; its reporting clocks run.")
    breadcrumbs: ClassVar = ((gettext_lazy("Incidents"), "incidents:list"),)
    steps: ClassVar = (
        {
            "id": "what",
            "title": gettext_lazy("What and when"),
            "fields": [
                "source",
                "kind",
                "category",
                "title",
                "description",
                "occurred_at",
                "reported_at",
            ],
        },
        {
            "id": "where",
            "title": gettext_lazy("Where"),
            "fields": ["region", "address", "longitude", "latitude"],
        },
        {
            "id": "who",
            "title": gettext_lazy("Caller and first figures"),
            "fields": [
                "caller_name",
                "caller_phone",
                "deaths",
                "missing",
                "serious_injuries",
                "trapped",
                "confirmed_new",
            ],
        },
    )
    duplicates: tuple[Duplicate, ...] = ()

    def get_initial(self) -> Mapping[str, Any]:
        """From the alarm, a call, the queue, a point of the map, or a call a moment ago."""
        origin = find_origin(self.request.GET.get("origin", ""))
        if origin is not None:
            given = dict(origin[0].prefill(origin[1], self.actor))
            for name in ("occurred_at", "reported_at"):
                if given.get(name) is not None:
                    given[name] = timezone.localtime(given[name])
            return intake_initial(**given, origin=self.request.GET["origin"])
        alarm = self.request.GET.get("alarm", "")
        if alarm.isdigit():
            values = prefill_from_alarm(int(alarm), self.actor)
            return {
                **values,
                "alarm": values["alarm_id"],
                "enterprise": values["enterprise_id"],
                "region": values["region_code"],
                "occurred_at": timezone.localtime(values["occurred_at"]),
            }
        enterprise = self.request.GET.get("enterprise", "")
        if enterprise.isdigit():
            values = prefill_from_enterprise(int(enterprise), self.actor)
            return intake_initial(
                **values, enterprise=values["enterprise_id"], region=values["region_code"]
            )
        names = ("longitude", "latitude", "title", "address", "region")
        given = {name: self.request.GET[name] for name in names if self.request.GET.get(name)}
        return intake_initial(**given)

    def save(self, form: Any) -> Incident:
        """Open the incident, unless one like it stands open and nobody said it is another."""
        data = form.cleaned_data
        common: dict[str, Any] = {
            "title": data["title"],
            "kind": data["kind"],
            "source": data["source"],
            "occurred_at": data["occurred_at"],
            "reported_at": data["reported_at"],
            "region_code": data["region"],
            "longitude": data["longitude"],
            "latitude": data["latitude"],
            "address": data["address"],
            "description": data["description"],
            "caller_name": data["caller_name"],
            "caller_phone": data["caller_phone"],
            "category": data["category"],
        }
        origin = find_origin(data["origin"])
        if origin is not None:
            # The clocks count from the arrival, whatever the form says.
            arrived = origin[0].prefill(origin[1], self.actor)["reported_at"]
            common["reported_at"] = arrived
            common["occurred_at"] = min(common["occurred_at"], arrived)
        if not data["confirmed_new"]:
            self._look_for_duplicates(data)
        if data["alarm"]:
            return open_from_alarm(
                alarm_id=data["alarm"], actor=self.actor, facts=form.facts(), **common
            )
        if data["enterprise"]:
            # Also checks that the enterprise is visible to who reports about it.
            known = prefill_from_enterprise(data["enterprise"], self.actor)
            common["enterprise_id"] = known["enterprise_id"]
            common["organisation_id"] = known["organisation_id"]
        with transaction.atomic():
            incident = open_incident(actor=self.actor, facts=form.facts(), **common)
            if origin is not None:
                origin[0].taken(origin[1], incident.pk, self.actor)
        return incident

    def _look_for_duplicates(self, data: Mapping[str, Any]) -> None:
        self.duplicates = tuple(
            find_duplicates(
                location=point(data["longitude"], data["latitude"]),
                occurred_at=data["occurred_at"],
                text=f"{data['title']} {data['address']} {data['description']}",
                caller_phone=data["caller_phone"],
                actor=self.actor,
            )
        )
        if self.duplicates:
            raise InvalidInput(
                fields={
                    "confirmed_new": _(
                        "An incident like this one is open. Add to it, or tick that this is "
                        "another event."
                    )
                }
            )

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the possible duplicates."""
        page = super().describe(form)
        page["duplicates"] = self.duplicates
        if not self.duplicates and not form.data.get("confirmed_new"):
            page["steps"] = [
                {**step, "fields": [name for name in step["fields"] if name != "confirmed_new"]}
                for step in self.steps
            ]
        return page


class CategoryPage(ChangePage):
    """The national category, named more exactly than by the kind."""

    model = Incident
    permission = UPDATE
    form_class = CategoryForm
    submit_label = pgettext_lazy("verb", "Record")

    def get_title(self) -> str:
        """Of which incident."""
        return _("National category: %(title)s") % {"title": self.obj.title}

    def get_initial(self) -> Mapping[str, Any]:
        """The category it has."""
        return {"category": self.obj.category_id or ""}

    def save(self, form: Any) -> Incident:
        """Call the service."""
        return set_category(
            incident_id=self.obj.pk, category=form.cleaned_data["category"], actor=self.actor
        )


class FactsPage(ChangePage):
    """The facts form: a new version each time."""

    model = Incident
    permission = UPDATE
    form_class = FactsForm
    submit_label = gettext_lazy("Record the facts")
    success_text = gettext_lazy("The facts are recorded and the grade is checked.")
    law = gettext_lazy(
        "State Council Decree No. 493, article 3: “or more” includes the number, "
        "“less than” does not."
    )

    def get_title(self) -> str:
        """Whose facts."""
        return _("Facts: %(title)s") % {"title": self.obj.title}

    def form(self, **data: Any) -> FactsForm:
        """Start from the latest version."""
        latest = self.obj.facts.order_by("-version").first()
        return FactsForm(
            instance=None if data else latest,
            kind=self.obj.kind,
            category=self.obj.category_id,
            details=latest.details if latest else {},
            **data,
        )

    def save(self, form: Any) -> Incident:
        """Record the version."""
        update_facts(
            incident_id=self.obj.pk,
            facts=form.values(),
            actor=self.actor,
            reason=form.cleaned_data["reason"],
        )
        found: Incident = self.obj
        return found


class CausePage(ChangePage):
    """Report the cause as removed."""

    model = Incident
    permission = REMOVE_CAUSE
    form_class = CauseForm
    submit_label = gettext_lazy("Report the cause as removed")
    success_text = gettext_lazy("Recorded. Another person verifies it.")

    def get_title(self) -> str:
        """Whose cause."""
        return _("Cause removed: %(title)s") % {"title": self.obj.title}

    def save(self, form: Any) -> Incident:
        """Call the service."""
        return report_cause_removed(
            incident_id=self.obj.pk, cause=form.cleaned_data["cause"], actor=self.actor
        )


class UnitReportPage(ChangePage):
    """Record when the enterprise reported."""

    model = Incident
    permission = REPORT_BY_UNIT
    form_class = UnitReportForm
    submit_label = pgettext_lazy("verb", "Record")

    def get_title(self) -> str:
        """Whose report."""
        return _("Report of the enterprise: %(title)s") % {"title": self.obj.title}

    def save(self, form: Any) -> Incident:
        """Call the service."""
        return record_unit_report(
            incident_id=self.obj.pk,
            at=form.cleaned_data["at"],
            comment=form.cleaned_data["comment"],
            actor=self.actor,
        )


class MergePage(ChangePage):
    """Merge a duplicate: near ones first, then every other open incident."""

    model = Incident
    permission = MERGE
    form_class = MergeForm
    submit_label = gettext_lazy("Merge")
    success_text = gettext_lazy("Merged; the other incident goes on.")

    def get_title(self) -> str:
        """Which duplicate."""
        return _("Merge: %(title)s") % {"title": self.obj.title}

    def form(self, **data: Any) -> MergeForm:
        """Offer the incidents it may belong to."""
        near = find_duplicates(
            location=self.obj.location,
            occurred_at=self.obj.occurred_at,
            actor=self.actor,
            exclude_id=self.obj.pk,
        )
        choices = [
            (
                found.incident.pk,
                f"{found.incident.number} {found.incident.title}"
                + (f" ({found.distance_m:.0f} m)" if found.distance_m is not None else ""),
            )
            for found in near
        ]
        known = {pk for pk, _label in choices} | {self.obj.pk}
        others = visible(Incident, self.actor).filter(state__in=UNFINISHED).exclude(pk__in=known)
        choices += [(row.pk, f"{row.number} {row.title}") for row in others[:100]]
        return MergeForm(choices=choices, **data)

    def save(self, form: Any) -> Incident:
        """Merge and go on with the incident that remains."""
        merged = merge_incident(
            incident_id=self.obj.pk, parent_id=form.cleaned_data["parent"], actor=self.actor
        )
        assert merged.parent is not None
        return merged.parent
