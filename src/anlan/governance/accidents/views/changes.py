"""Changes of figures and the decisions on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.governance.accidents.choices import ChangeState
from anlan.governance.accidents.models import FIGURES, Accident, FigureChange
from anlan.governance.accidents.permissions import APPROVE
from anlan.governance.accidents.services.figures import approve_figures, reject_figures
from anlan.governance.accidents.tables import ChangeTable
from anlan.kernel.pages import ListPage, ObjectPage, SavedFilter, fact, fact_group
from anlan.kernel.pages.base import go_to
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires


class ChangeListPage(ListPage):
    """Every change of figures: who, when, why, and what became of it."""

    model = FigureChange
    table_class = ChangeTable
    title = gettext_lazy("Changes of figures")
    breadcrumbs = ((gettext_lazy("Register of accidents"), "accidents:list"),)
    saved_filters: ClassVar = (
        SavedFilter(
            "proposed",
            gettext_lazy("To decide on"),
            Q(state=ChangeState.PROPOSED),
            counted=True,
        ),
        SavedFilter("late", gettext_lazy("After the close of the month"), Q(is_after_close=True)),
        SavedFilter("outside", gettext_lazy("After the period"), Q(state=ChangeState.OUTSIDE)),
        SavedFilter("all", gettext_lazy("All")),
    )
    select_related = ("accident",)
    ordering = ("-changed_at", "-pk")
    live_topic = "accidents"
    empty_title = gettext_lazy("No change here")
    empty_text = gettext_lazy(
        "Changes of figures of accidents are kept here, each with its reason."
    )


class FigureChangePage(ObjectPage):
    """One change, with the figures before and after."""

    model = FigureChange
    select_related = ("accident",)
    breadcrumbs = ((gettext_lazy("Changes of figures"), "accidents:changes"),)

    def get_title(self, obj: FigureChange) -> str:
        """Of which accident."""
        return _("Figures of %(accident)s") % {"accident": obj.accident.title}

    def state(self, obj: FigureChange) -> Mapping[str, Any]:
        """What became of it."""
        return {"label": obj.get_state_display(), "tone": obj.tone, "value": obj.state}

    def facts(self, obj: FigureChange) -> list[dict[str, Any]]:
        """Before and after; why, on what, by whom."""
        names = {name: Accident._meta.get_field(name).verbose_name for name in FIGURES}  # type: ignore[union-attr]
        return [
            fact_group(
                pgettext("figure change", "Figures"),
                *(
                    fact(words, f"{obj.before.get(name)} → {obj.after.get(name)}")
                    for name, words in names.items()
                    if obj.before.get(name) != obj.after.get(name)
                ),
            ),
            fact_group(
                _("Why"),
                fact(_("reason"), obj.reason, wide=True),
                fact(_("document it rests on"), obj.document, wide=True),
                fact(_("source"), obj.get_source_display()),
                fact(_("proposed by"), obj.proposed_by),
                fact(_("changed at"), at=obj.changed_at),
                fact(_("decided by"), obj.decided_by),
                fact(_("decided at"), at=obj.decided_at),
                fact(_("accident"), obj.accident.number, url=obj.accident.get_absolute_url()),
                fact(
                    _("after the close of the month"), _("yes") if obj.is_after_close else _("no")
                ),
            ),
        ]

    def own_verbs(self, obj: FigureChange) -> Iterable[Verb]:
        """Decide, if somebody else proposed."""
        if obj.state != ChangeState.PROPOSED or not self.rights.can(self.actor, APPROVE, obj):
            return
        own = obj.proposed_by_id == self.actor.id
        blocked = _("Somebody else must decide: you proposed it yourself.") if own else None
        yield Verb(
            "approve",
            _("Approve"),
            reverse("accidents:approve_figures", args=[obj.pk]),
            style="primary",
            blocked_reason=blocked,
        )
        yield Verb(
            "reject",
            _("Refuse"),
            reverse("accidents:reject_figures", args=[obj.pk]),
            blocked_reason=blocked,
            needs_reason=True,
        )


@require_POST
@requires(APPROVE)
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    """Put figures in force."""
    change = approve_figures(change_id=pk, actor=request.actor)
    messages.success(request, _("Approved. The figures are in force."))
    return go_to(request, change.get_absolute_url())


@require_POST
@requires(APPROVE)
def reject(request: ActorRequest, pk: int) -> HttpResponse:
    """Refuse figures."""
    change = reject_figures(
        change_id=pk, reason=request.POST.get("reason", ""), actor=request.actor
    )
    messages.success(request, _("Refused. The figures stay."))
    return go_to(request, change.get_absolute_url())
