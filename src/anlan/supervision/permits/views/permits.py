"""Pages of special operations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.actor import Actor
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
from anlan.kernel.policy import visible
from anlan.kernel.registry import Verb
from anlan.supervision.permits.choices import OPEN_STATES, STATE_TONES, PermitState
from anlan.supervision.permits.forms import GasTestForm, PermitForm
from anlan.supervision.permits.models import WorkPermit
from anlan.supervision.permits.permissions import FILE, IMPORT, WORK
from anlan.supervision.permits.selectors.conflicts import Conflict, conflicts_of
from anlan.supervision.permits.services.permits import (
    cancel_permit,
    file_permit,
    finish_work,
    record_gas_test,
    start_work,
    stop_work,
)
from anlan.supervision.permits.states import PERMIT
from anlan.supervision.permits.tables import PermitTable

BREADCRUMBS = ((gettext_lazy("Special operations"), "permits:list"),)
AT_WORK = (PermitState.WORKING, PermitState.STOPPED)


def _today(actor: Actor) -> Q:
    begin = timezone.make_aware(datetime.combine(clock.today(), time.min))
    return Q(planned_from__lt=begin + timedelta(days=1), planned_to__gt=begin) & ~Q(
        state=PermitState.CANCELLED
    )


def _overrun(actor: Actor) -> Q:
    return Q(state__in=AT_WORK, planned_to__lt=clock.now())


class PermitListPage(ListPage):
    """Permits of one's area: what goes on now first."""

    model = WorkPermit
    template = "permits/list.html"
    table_class = PermitTable
    title = gettext_lazy("Special operations")
    saved_filters: ClassVar = (
        SavedFilter(
            "open",
            pgettext_lazy("permit", "Going on or filed"),
            Q(state__in=OPEN_STATES),
            counted=True,
        ),
        SavedFilter("today", pgettext_lazy("permit", "Today"), _today, counted=True),
        SavedFilter(
            "overrun", pgettext_lazy("permit", "Run out, still working"), _overrun, counted=True
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("kind", gettext_lazy("Kind")), Facet("state", gettext_lazy("State")))
    search_fields = ("search_text",)
    select_related = ("enterprise", "kind")
    create_url_name = "permits:file"
    create_permission = FILE
    create_label = gettext_lazy("File a permit")
    import_url_name = "permits:import"
    import_permission = IMPORT
    map_layer = "permits"
    live_topic = "permits"
    empty_title = gettext_lazy("No permit here")
    empty_text = gettext_lazy(
        "Enterprises file hot work, confined space and the other special operations before they "
        "begin; another system may send them through the interface or an Excel table."
    )


class PermitPage(ObjectPage):
    """One permit."""

    model = WorkPermit
    machine = PERMIT
    state_tones = STATE_TONES
    transition_url_name = "permits:transition"
    select_related = ("enterprise", "kind")
    live_topic = "permits"
    breadcrumbs = BREADCRUMBS

    def get_title(self, obj: WorkPermit) -> str:
        """Kind and place."""
        return f"{obj.kind} · {obj.place}"

    def number(self, obj: WorkPermit) -> str:
        """The number on the paper."""
        return obj.number

    def due(self, obj: WorkPermit) -> Any:
        """When the permit runs out."""
        if obj.state not in OPEN_STATES:
            return None
        return {"due_at": obj.planned_to, "label": _("runs out")}

    def note(self, obj: WorkPermit) -> Mapping[str, Any] | None:
        """Work beyond the permit must be seen first, then fire beside other work."""
        if obj.is_overrun:
            return {
                "text": _("The permit has run out and the work is not reported as finished."),
                "tone": "danger",
            }
        found = self.conflicts(obj)
        if not found:
            return None
        text = ngettext(
            "Fire and other work meet here in place and time: %(n)d permit, see below. Move one "
            "of them or agree on the measures.",
            "Fire and other work meet here in place and time: %(n)d permits, see below. Move some "
            "of them or agree on the measures.",
            len(found),
        ) % {"n": len(found)}
        is_now = any(not conflict.is_planned for conflict in found)
        return {"text": text, "tone": "danger" if is_now else "warning"}

    def conflicts(self, obj: WorkPermit) -> list[Conflict]:
        """Permits that meet this one; asked once a page."""
        if not hasattr(self, "_conflicts"):
            self._conflicts = conflicts_of(obj)
        return self._conflicts

    def own_panels(self, obj: WorkPermit) -> Iterable[Mapping[str, Any]]:
        """Permits that meet this one in place and time."""
        found = self.conflicts(obj)
        if not found:
            return
        known = set(
            visible(WorkPermit, self.actor)
            .filter(pk__in=[conflict.other.pk for conflict in found])
            .values_list("pk", flat=True)
        )
        yield {
            "id": "conflicts",
            "title": _("Meets in place and time"),
            "count": len(found),
            "rows": [self._conflict_row(c, c.other.pk in known) for c in found],
        }

    def _conflict_row(self, conflict: Conflict, is_known: bool) -> Mapping[str, Any]:
        other = conflict.other
        near = _("the same place")
        if conflict.distance_m is not None:
            near = _("%(metres)d m away") % {"metres": round(conflict.distance_m)}
        hours = " – ".join(
            f"{timezone.localtime(at):%m-%d %H:%M}" for at in (other.planned_from, other.planned_to)
        )
        # Of a neighbour one may not see, only what protects one's own people is told.
        label = (
            f"{other.kind} · {other.place}"
            if is_known
            else _("a neighbour: %(kind)s") % {"kind": other.kind}
        )
        return {
            "label": label,
            "url": other.get_absolute_url() if is_known else "",
            "where": f"{near} · {hours}",
            "state": {"label": other.get_state_display(), "tone": STATE_TONES[other.state]},
        }

    def own_verbs(self, obj: WorkPermit) -> Iterable[Verb]:
        """Recording a gas test."""
        if obj.state in OPEN_STATES and self.rights.can(self.actor, WORK, obj):
            yield Verb(
                "gas_test",
                _("Record a gas test"),
                reverse("permits:gas_test", args=[obj.pk]),
                "get",
            )

    def map_url(self, obj: WorkPermit) -> str:
        """The map at the place of work."""
        if obj.location is None:
            return ""
        return f"/map/?layer=permits&at={obj.location.x:.6f},{obj.location.y:.6f}"

    def facts(self, obj: WorkPermit) -> list[dict[str, Any]]:
        """What the paper says."""
        return [
            fact_group(
                _("Work"),
                fact(_("enterprise"), obj.enterprise, url=obj.enterprise.get_absolute_url()),
                fact(_("Kind"), obj.kind, url=obj.kind.get_absolute_url()),
                fact(pgettext("permit", "grade"), obj.grade_label),
                fact(_("content of work"), obj.content, wide=True),
                fact(_("contractor"), obj.contractor),
                fact(_("people at work"), obj.workers),
            ),
            fact_group(
                _("Time and people"),
                fact(_("planned from"), at=obj.planned_from),
                fact(_("planned to"), at=obj.planned_to),
                fact(_("started at"), at=obj.started_at),
                fact(_("finished at"), at=obj.finished_at),
                fact(_("guardian"), obj.guardian),
                fact(_("approved by"), obj.approver),
            ),
            fact_group(
                _("Gas test"),
                fact(_("gas tested at"), at=obj.gas_tested_at),
                fact(_("result of the gas test"), obj.gas_result),
                fact(_("gas test passed"), _("yes") if obj.is_gas_acceptable else _("no")),
                fact(_("legal basis"), obj.kind.legal_basis, wide=True),
            ),
        ]


class PermitCreatePage(CreatePage):
    """File a permit."""

    model = WorkPermit
    form_class = PermitForm
    form_takes_actor = True
    permission = FILE
    title = gettext_lazy("File a permit")
    breadcrumbs = BREADCRUMBS
    success_text = gettext_lazy("The permit is filed.")

    def get_initial(self) -> Mapping[str, Any]:
        """From now on."""
        return {"planned_from": clock.now()}

    def save(self, form: Any) -> WorkPermit:
        """Call the service."""
        return file_permit(actor=self.actor, **form.cleaned_data)


class GasTestPage(ChangePage):
    """Record a gas test."""

    model = WorkPermit
    form_class = GasTestForm
    permission = WORK
    title = gettext_lazy("Record a gas test")
    breadcrumbs = BREADCRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """A new test starts empty."""
        return {}

    def save(self, form: Any) -> WorkPermit:
        """Call the service."""
        return record_gas_test(permit_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class PermitTransition(TransitionView):
    """Begin, stop, finish, withdraw."""

    model = WorkPermit
    machine = PERMIT
    id_argument = "permit_id"
    services: ClassVar = {
        "start": start_work,
        "stop": stop_work,
        "finish": finish_work,
        "cancel": cancel_permit,
    }
