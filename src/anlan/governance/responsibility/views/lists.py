"""Responsibility lists and the work lists of years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.governance.responsibility.choices import WORK_LIST_TONES
from anlan.governance.responsibility.forms import DutyForm, ListForm, WorkItemForm, YearForm
from anlan.governance.responsibility.models import ResponsibilityList, WorkItem, WorkList
from anlan.governance.responsibility.permissions import CONFIRM, KEEP
from anlan.governance.responsibility.selectors import standing_of_list
from anlan.governance.responsibility.services import lists, revising
from anlan.governance.responsibility.services.common import may_keep_work_list
from anlan.governance.responsibility.states import WORK_LIST
from anlan.governance.responsibility.tables import ResponsibilityListTable, WorkListTable
from anlan.governance.responsibility.works import becomes_tasks, standing_of_works
from anlan.kernel import clock
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import address_for
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

CRUMBS = ((gettext_lazy("Responsibility lists"), "responsibility:lists"),)
WORK_CRUMBS = (*CRUMBS, (gettext_lazy("Annual work lists"), "responsibility:work_lists"))


class ResponsibilityListsPage(ListPage):
    """Lists of leaders, departments, townships, enterprises."""

    model = ResponsibilityList
    template = "responsibility/lists.html"
    table_class = ResponsibilityListTable
    title = gettext_lazy("Responsibility lists")
    live_topic = "responsibility"
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("leaders", gettext_lazy("Leaders"), Q(holder_kind__in=("principal", "leader"))),
        SavedFilter("departments", gettext_lazy("Departments"), Q(holder_kind="department")),
        SavedFilter("townships", gettext_lazy("Townships"), Q(holder_kind="township")),
        SavedFilter("enterprises", gettext_lazy("Enterprises"), Q(holder_kind="enterprise")),
        SavedFilter(
            "unpublished",
            gettext_lazy("Not published"),
            Q(published_on__isnull=True),
            counted=True,
        ),
    )
    search_fields = ("person__search_text", "organisation__search_text")
    search_placeholder = gettext_lazy("Leader or unit")
    select_related = ("person", "organisation")
    ordering = ("holder_kind", "pk")
    create_url_name = "responsibility:draw_up"
    create_permission = KEEP
    create_label = gettext_lazy("Draw up a list")
    empty_title = gettext_lazy("No responsibility list here")
    empty_text = gettext_lazy("A list is drawn up from the duties that laws and documents set.")

    def queryset(self) -> QuerySet[Any]:
        """Add the number of duties."""
        rows: QuerySet[Any] = super().queryset().annotate(duties=Count("items"))
        return rows


class DrawUpPage(CreatePage):
    """Draw up a list."""

    model = ResponsibilityList
    permission = KEEP
    form_class = ListForm
    form_takes_actor = True
    title = gettext_lazy("Draw up a list")
    breadcrumbs = CRUMBS
    success_text = gettext_lazy("Drawn up from the legal duties. Add the county's own.")

    def get_cancel_url(self) -> str:
        """Back to the lists."""
        return reverse("responsibility:lists")

    def save(self, form: Any) -> ResponsibilityList:
        """Call the service."""
        return lists.draw_up_list(**form.cleaned_data, actor=self.actor)


class ResponsibilityListPage(ObjectPage):
    """One list: each duty with its basis and what is on record this year."""

    model = ResponsibilityList
    select_related = ("person", "organisation")
    breadcrumbs = CRUMBS

    def get_subtitle(self, obj: ResponsibilityList) -> str:
        """Whose it is."""
        return str(obj.get_holder_kind_display())

    def facts(self, obj: ResponsibilityList) -> list[dict[str, Any]]:
        """Holder and publication."""
        return [
            fact_group(
                pgettext("responsibility", "holder"),
                fact(
                    _("organisation"),
                    obj.organisation,
                    url=address_for(self.actor, obj.organisation),
                ),
                fact(
                    pgettext("responsibility", "leader"),
                    obj.person,
                    url=address_for(self.actor, obj.person),
                ),
                fact(_("published on"), obj.published_on),
                fact(_("remarks"), obj.remarks, wide=True),
            )
        ]

    def own_verbs(self, obj: ResponsibilityList) -> Iterable[Verb]:
        """Add, publish, draw up the year."""
        keeps = self.rights.can(self.actor, KEEP, obj)
        if keeps or may_keep_work_list(self.actor, obj):
            yield Verb(
                "year",
                _("Draw up the work list of a year"),
                reverse("responsibility:draw_up_year", args=[obj.pk]),
                method="get",
                icon="calendar",
            )
        if keeps:
            yield Verb(
                "add",
                _("Add a duty"),
                reverse("responsibility:add_duty", args=[obj.pk]),
                method="get",
                icon="plus",
            )
            if obj.published_on is None:
                yield Verb(
                    "publish",
                    _("Publish the list"),
                    reverse("responsibility:publish_list", args=[obj.pk]),
                    style="primary",
                )

    def own_panels(self, obj: ResponsibilityList) -> Iterable[Mapping[str, Any]]:
        """Duties with their records, the work lists."""
        year = clock.today().year
        standing = standing_of_list(obj, year)
        missing = sum(row.has_no_record and row.asked > 0 for row in standing)
        yield {
            "id": "duties",
            "title": _("Duties and records of %(year)s") % {"year": year},
            "count": len(standing),
            "template": "responsibility/_duties.html",
            "wide": True,
            "standing": standing,
            "missing": missing,
        }
        yield {
            "id": "years",
            "title": _("Annual work lists"),
            "rows": [
                {
                    "label": str(work.year),
                    "url": work.get_absolute_url(),
                    "state": {
                        "label": work.get_state_display(),
                        "tone": WORK_LIST_TONES.get(work.state, "neutral"),
                    },
                }
                for work in obj.work_lists.all()
            ],
            "empty": _("No work list has been drawn up for a year."),
        }


class AddDutyPage(ChangePage):
    """Add a duty of the county's own."""

    model = ResponsibilityList
    permission = KEEP
    form_class = DutyForm
    title = gettext_lazy("Add a duty")
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """An empty form."""
        return {}

    def save(self, form: Any) -> ResponsibilityList:
        """Call the service."""
        lists.add_duty(list_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        return self.obj  # type: ignore[no-any-return]


class DrawUpYearPage(ChangePage):
    """Draw up the work list of a year."""

    model = ResponsibilityList
    form_class = YearForm
    title = gettext_lazy("Draw up the work list of a year")
    submit_label = gettext_lazy("Draw up")
    breadcrumbs = CRUMBS
    keeps_draft = False

    def load(self, **kwargs: Any) -> None:
        """Of oneself or one's own unit, or by the office."""
        super().load(**kwargs)
        if not may_keep_work_list(self.actor, self.obj):
            self.rights.require(self.actor, KEEP, self.obj)

    def get_initial(self) -> Mapping[str, Any]:
        """This year."""
        return {"year": clock.today().year}

    def save(self, form: Any) -> WorkList:
        """Call the service."""
        return lists.draw_up_work_list(
            list_id=self.obj.pk, year=form.cleaned_data["year"], actor=self.actor
        )


@requires(KEEP)
@require_POST
def publish(request: ActorRequest, pk: int) -> HttpResponse:
    """Publish a list."""
    found = lists.publish_list(list_id=pk, actor=request.actor)
    return go_to(request, found.get_absolute_url())


class WorkListsPage(ListPage):
    """The work lists of years with how far they are."""

    model = WorkList
    table_class = WorkListTable
    title = gettext_lazy("Annual work lists")
    breadcrumbs = CRUMBS
    live_topic = "responsibility"
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("draft", gettext_lazy("To be confirmed"), Q(state="draft"), counted=True),
        SavedFilter("confirmed", gettext_lazy("To be published"), Q(state="confirmed")),
        SavedFilter("published", gettext_lazy("Published"), Q(state="published")),
        SavedFilter("withdrawn", pgettext_lazy("work list", "Withdrawn"), Q(state="withdrawn")),
    )
    facets = (Facet("year", gettext_lazy("year")),)
    search_fields = ("list__person__search_text", "list__organisation__search_text")
    search_placeholder = gettext_lazy("Leader or unit")
    select_related = ("list__person", "list__organisation")
    ordering = ("-year", "list__holder_kind", "pk")
    empty_title = gettext_lazy("No annual work list here")
    empty_text = gettext_lazy("Open a responsibility list and draw up the work list of a year.")

    def queryset(self) -> QuerySet[Any]:
        """Add the number of works and of those with records."""
        rows: QuerySet[Any] = (
            super()
            .queryset()
            .annotate(
                works=Count("items", distinct=True),
                tasks=Count("items", filter=Q(items__given_on__isnull=False), distinct=True),
                done=Count("items", filter=Q(items__records__isnull=False), distinct=True),
            )
        )
        return rows


class WorkListPage(ObjectPage):
    """One year of one holder."""

    model = WorkList
    transition_confirms: ClassVar = {
        "publish": gettext_lazy(
            "What a department or township undertakes becomes its tasks at once."
        ),
    }
    machine = WORK_LIST
    state_tones = WORK_LIST_TONES
    transition_url_name = "responsibility:work_step"
    select_related = ("list__person", "list__organisation")
    breadcrumbs = WORK_CRUMBS

    def facts(self, obj: WorkList) -> list[dict[str, Any]]:
        """Holder, confirmation, publication."""
        return [
            fact_group(
                _("Annual work list"),
                fact(_("responsibility list"), obj.list, url=obj.list.get_absolute_url()),
                fact(_("year"), str(obj.year)),
                fact(pgettext("work list", "version"), str(obj.version)),
                fact(pgettext("work list", "confirmed by"), obj.confirmed_by),
                fact(pgettext("work list", "confirmed at"), at=obj.confirmed_at)
                if obj.confirmed_at
                else fact(pgettext("work list", "confirmed at")),
                fact(_("published at"), at=obj.published_at)
                if obj.published_at
                else fact(_("published at")),
            )
        ]

    def own_verbs(self, obj: WorkList) -> Iterable[Verb]:
        """Add an undertaking while it is a draft; record what was done."""
        own = may_keep_work_list(self.actor, obj.list)
        keeps = self.rights.can(self.actor, KEEP, obj)
        if obj.state == "draft" and (own or keeps):
            yield Verb(
                "add",
                _("Add an undertaking"),
                reverse("responsibility:add_work", args=[obj.pk]),
                method="get",
                icon="plus",
            )
        if own:
            yield Verb(
                "record",
                _("Record a duty performed"),
                reverse("responsibility:enter"),
                method="get",
                icon="edit",
            )

    def own_panels(self, obj: WorkList) -> Iterable[Mapping[str, Any]]:
        """The undertakings with their records."""
        works = standing_of_works(obj)
        may_edit = obj.state == "draft" and (
            may_keep_work_list(self.actor, obj.list) or self.rights.can(self.actor, KEEP, obj)
        )
        yield {
            "id": "works",
            "title": _("Undertakings"),
            "count": len(works),
            "template": "responsibility/_works.html",
            "wide": True,
            "works": works,
            "may_edit": may_edit,
            "with_tasks": becomes_tasks(obj),
            "is_draft": obj.state in ("draft", "confirmed"),
            "late_words": pgettext("work list", "late"),
        }


class AddWorkPage(ChangePage):
    """Add an undertaking."""

    model = WorkList
    permission = CONFIRM
    form_class = WorkItemForm
    title = gettext_lazy("Add an undertaking")
    breadcrumbs = WORK_CRUMBS

    def load(self, **kwargs: Any) -> None:
        """Of oneself or one's own unit, or by the office."""
        super().load(**kwargs)
        if not may_keep_work_list(self.actor, self.obj.list):
            self.rights.require(self.actor, KEEP, self.obj)

    def get_initial(self) -> Mapping[str, Any]:
        """Until the end of the year."""
        return {"due_on": clock.today().replace(year=self.obj.year, month=12, day=31)}

    def save(self, form: Any) -> WorkList:
        """Call the service."""
        lists.add_work_item(work_list_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        return self.obj  # type: ignore[no-any-return]


class ChangeWorkPage(ChangePage):
    """Correct an undertaking of a draft, or take it out."""

    model = WorkItem
    permission = CONFIRM
    form_class = WorkItemForm
    title = gettext_lazy("Change the undertaking")
    select_related = ("work_list__list",)
    breadcrumbs = WORK_CRUMBS

    def load(self, **kwargs: Any) -> None:
        """Of oneself or one's own unit, or by the office."""
        super().load(**kwargs)
        if not may_keep_work_list(self.actor, self.obj.work_list.list):
            self.rights.require(self.actor, KEEP, self.obj)

    def save(self, form: Any) -> WorkList:
        """Call the service."""
        item = revising.change_work_item(item_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        return item.work_list


@requires(CONFIRM)
@require_POST
def remove_work(request: ActorRequest, pk: int) -> HttpResponse:
    """Take an undertaking out of a draft."""
    found = revising.remove_work_item(item_id=pk, actor=request.actor)
    return go_to(request, found.get_absolute_url())


class WorkListStep(TransitionView):
    """The steps of a work list."""

    model = WorkList
    machine = WORK_LIST
    id_argument = "work_list_id"
    services: ClassVar = {
        "confirm": lists.confirm_work_list,
        "publish": lists.publish_work_list,
        "return": lists.return_work_list,
        "revise": revising.revise_work_list,
        "withdraw": revising.withdraw_work_list,
    }
