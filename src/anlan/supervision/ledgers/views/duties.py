"""Duties of cadences: the list, one duty, the report that it is done."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from anlan.base.files.public import attachments_of
from anlan.kernel import clock
from anlan.kernel.pages import (
    ChangePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.supervision.ledgers.choices import DUTY_TONES, DutyState
from anlan.supervision.ledgers.filters import TOWNSHIP, DutyFilter, pack_names
from anlan.supervision.ledgers.forms import DutyForm
from anlan.supervision.ledgers.models import CadenceOccurrence
from anlan.supervision.ledgers.permissions import COMPLETE
from anlan.supervision.ledgers.services.duties import complete_duty, reopen_duty
from anlan.supervision.ledgers.states import DUTY
from anlan.supervision.ledgers.tables import DutyTable
from anlan.supervision.ledgers.views.packs import rhythm


class DutyListPage(ListPage):
    """What is to be checked, drilled, trained, met about, reported, by whom, by when."""

    model = CadenceOccurrence
    table_class = DutyTable
    filterset_class = DutyFilter
    title = gettext_lazy("Periodic duties")
    ordering = ("due_on", "pk")
    select_related = ("cadence__pack", "enterprise", "organisation", "region")
    live_topic = "duties"
    saved_filters = (
        SavedFilter("open", pgettext_lazy("duty", "To do"), Q(state=DutyState.OPEN), counted=True),
        SavedFilter(
            "missed", pgettext_lazy("duty", "Missed"), Q(state=DutyState.MISSED), counted=True,
            level=1,
        ),
        SavedFilter("done", pgettext_lazy("duty", "Done"), Q(state=DutyState.DONE)),
        SavedFilter("all", gettext_lazy("All")),
    )  # fmt: skip
    facets = (
        Facet("subject", pgettext_lazy("cadence", "subject"), field="cadence__subject"),
        Facet(
            "pack", pgettext_lazy("ledgers", "sector pack"), field="cadence__pack_id",
            labels=pack_names,
        ),
        TOWNSHIP,
    )  # fmt: skip
    search_fields = ("cadence__what",)
    empty_title = gettext_lazy("No duty yet")
    empty_text = gettext_lazy(
        "Duties are made each night from the cadences of the sector packs, for every enterprise,"
        " department, township and village they bind."
    )


class DutyPage(ObjectPage):
    """One duty with its evidence."""

    model = CadenceOccurrence
    machine = DUTY
    state_tones = DUTY_TONES
    select_related = ("cadence__pack", "enterprise", "organisation", "region")
    transition_url_name = "ledgers:duty_step"
    transition_forms: ClassVar = {"complete": "ledgers:complete_duty"}
    breadcrumbs: ClassVar = ((gettext_lazy("Periodic duties"), "ledgers:duties"),)

    def get_subtitle(self, obj: CadenceOccurrence) -> str:
        """Whose duty it is."""
        return str(obj.enterprise or obj.organisation or obj.region)

    def holder(self, obj: CadenceOccurrence) -> dict[str, Any] | None:
        """Who is responsible."""
        found = obj.enterprise or obj.organisation
        return {"label": str(found), "url": found.get_absolute_url()} if found else None

    def verbs(self, obj: CadenceOccurrence) -> list[dict[str, Any]]:
        """Missing is found by the clock, not by a button."""
        return [verb for verb in super().verbs(obj) if verb["name"] != "miss"]

    def facts(self, obj: CadenceOccurrence) -> list[dict[str, Any]]:
        """What is asked, what was done."""
        cadence = obj.cadence
        return [
            fact_group(
                _("What is asked"),
                fact(pgettext("cadence", "subject"), cadence.get_subject_display()),
                fact(_("period"), rhythm(cadence)),
                fact(pgettext("duty", "from"), obj.starts_on),
                fact(_("due on"), obj.due_on),
                fact(_("holds for"), cadence.condition, wide=True),
                fact(_("evidence"), cadence.evidence),
                fact(
                    _("checklist"),
                    cadence.checklist.name if cadence.checklist else None,
                    url=cadence.checklist.get_absolute_url() if cadence.checklist else "",
                ),
                fact(_("sector pack"), cadence.pack.name, url=cadence.pack.get_absolute_url()),
            ),
            fact_group(
                _("What was done"),
                fact(_("done on"), obj.done_on),
                fact(_("done by"), obj.done_by),
                fact(_("participants"), obj.participants),
                fact(_("what was done"), obj.note, wide=True),
                *(fact(_("evidence"), f.name, url=f.url) for f in attachments_of(obj)),
            ),
        ]


class DutyCompletePage(ChangePage):
    """The report that a duty is done."""

    model = CadenceOccurrence
    permission = COMPLETE
    form_class = DutyForm
    submit_label = gettext_lazy("Report as done")
    breadcrumbs: ClassVar = ((gettext_lazy("Periodic duties"), "ledgers:duties"),)

    def get_title(self) -> str:
        """What is asked."""
        return str(self.obj.cadence.what)

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"done_on": clock.today()}

    def save(self, form: Any) -> CadenceOccurrence:
        """Report it."""
        given = dict(form.cleaned_data)
        files = given.pop("records")
        return complete_duty(duty_id=self.obj.pk, actor=self.actor, files=files, **given)


class DutyStep(TransitionView):
    """Taking a report back; reporting goes through the form."""

    model = CadenceOccurrence
    machine = DUTY
    id_argument = "duty_id"
    services: ClassVar = {"reopen": reopen_duty}
