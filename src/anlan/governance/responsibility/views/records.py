"""Records of duties performed: the list, one record, entering one on the phone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from anlan.base.files.public import attachments_of
from anlan.governance.responsibility.forms import RecordForm
from anlan.governance.responsibility.models import DutyRecord
from anlan.governance.responsibility.permissions import RECORD
from anlan.governance.responsibility.services.records import enter_duty
from anlan.governance.responsibility.tables import DutyRecordTable
from anlan.governance.responsibility.views.labels import people
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.pages import (
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.policy import address_for

CRUMBS = ((gettext_lazy("Duty performance records"), "responsibility:records"),)


def _mine(actor: Actor) -> Q:
    return Q(person_id=actor.person_id) if actor.person_id else Q(pk__in=[])


def _this_year(actor: Actor) -> Q:
    return Q(day__year=clock.today().year)


class DutyRecordListPage(ListPage):
    """What leaders and units did."""

    model = DutyRecord
    table_class = DutyRecordTable
    title = gettext_lazy("Duty performance records")
    live_topic = "responsibility"
    saved_filters: ClassVar = (
        SavedFilter("year", gettext_lazy("This year"), _this_year),
        SavedFilter("mine", gettext_lazy("Mine"), _mine),
        SavedFilter(
            "automatic",
            pgettext_lazy("duty record", "Known to the platform"),
            Q(is_automatic=True),
        ),
        SavedFilter(
            "entered", pgettext_lazy("duty record", "Entered by hand"), Q(is_automatic=False)
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (
        Facet("kind", gettext_lazy("Kind")),
        Facet("person", pgettext_lazy("responsibility", "leader"), "person_id", labels=people),
    )
    search_fields = ("text", "person__search_text", "organisation__search_text")
    select_related = ("person", "organisation")
    ordering = ("-day", "-pk")
    hidden_columns = ("entered_by",)
    create_url_name = "responsibility:enter"
    create_permission = RECORD
    create_label = gettext_lazy("Record a duty performed")
    empty_title = gettext_lazy("Nothing on record here")
    empty_text = gettext_lazy(
        "What the platform knows is recorded by itself; the rest is entered, with photos."
    )


class EnterPage(CreatePage):
    """Enter what was done, on the phone as well."""

    model = DutyRecord
    permission = RECORD
    form_class = RecordForm
    form_takes_actor = True
    title = gettext_lazy("Record a duty performed")
    breadcrumbs = CRUMBS
    success_text = gettext_lazy("Recorded.")

    def get_cancel_url(self) -> str:
        """Back to the records."""
        return reverse("responsibility:records")

    def save(self, form: Any) -> DutyRecord:
        """Call the service."""
        return enter_duty(**form.cleaned_data, actor=self.actor)


class DutyRecordPage(ObjectPage):
    """One record with its evidence."""

    model = DutyRecord
    select_related = ("person", "organisation", "work_item__work_list__list")
    breadcrumbs = CRUMBS

    def get_subtitle(self, obj: DutyRecord) -> str:
        """What kind of duty."""
        return str(obj.get_kind_display())

    def facts(self, obj: DutyRecord) -> list[dict[str, Any]]:
        """Who, when, what, for which undertaking."""
        work = obj.work_item
        return [
            fact_group(
                _("Duty performance record"),
                fact(
                    pgettext("duty record", "who"),
                    obj.person,
                    url=address_for(self.actor, obj.person),
                ),
                fact(_("organisation"), obj.organisation),
                fact(_("day"), obj.day),
                fact(
                    pgettext("duty record", "entered by"),
                    obj.entered_by,
                ),
                fact(
                    _("annual work item"),
                    work,
                    url=work.get_absolute_url() if work is not None else "",
                ),
                fact(
                    pgettext("duty record", "page"),
                    _("Open") if obj.subject_url else None,
                    url=obj.subject_url,
                ),
                fact(pgettext("duty record", "what was done"), obj.text, wide=True),
            )
        ]

    def own_panels(self, obj: DutyRecord) -> Iterable[Mapping[str, Any]]:
        """Photos and papers."""
        files = attachments_of(obj)
        yield {
            "id": "evidence",
            "title": _("photos and papers"),
            "count": len(files),
            "rows": [{"label": f.name, "url": f.url, "at": f.created_at} for f in files],
            "empty": _("No evidence was attached."),
        }
