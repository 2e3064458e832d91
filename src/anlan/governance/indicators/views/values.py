"""Values: entering one, the list for who confirms, confirming and sending back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.governance.indicators.choices import ValueState
from anlan.governance.indicators.forms import ValueForm
from anlan.governance.indicators.judging import last_period_end
from anlan.governance.indicators.models import Indicator, IndicatorValue
from anlan.governance.indicators.permissions import CONFIRM, REPORT
from anlan.governance.indicators.services.values import (
    confirm_value,
    record_value,
    reject_value,
)
from anlan.governance.indicators.tables import ValueTable
from anlan.governance.indicators.views.indicators import CRUMBS
from anlan.governance.indicators.wording import machine_words
from anlan.kernel import clock
from anlan.kernel.pages import ChangePage, ListPage, SavedFilter
from anlan.kernel.pages.base import go_to
from anlan.kernel.requests import ActorRequest, requires


class ValuePage(ChangePage):
    """Enter the value of a period."""

    model = Indicator
    permission = REPORT
    form_class = ValueForm
    breadcrumbs = CRUMBS
    success_text = gettext_lazy(
        "Recorded. A value of a binding indicator counts when a second person has confirmed it."
    )

    def get_title(self) -> str:
        """Whose value."""
        return _("Enter a value: %(name)s") % {"name": self.obj.name}

    def get_initial(self) -> Mapping[str, Any]:
        """The newest ended period."""
        return {"period_end": last_period_end(clock.today(), self.obj.frequency)}

    def describe(self, form: Any) -> dict[str, Any]:
        """Say the target beside the form."""
        return super().describe(form) | {
            "subtitle": _("Target: %(target)s (%(words)s)")
            % {"target": self.obj.target, "words": machine_words(self.obj)}
        }

    def save(self, form: Any) -> Indicator:
        """Call the service."""
        values = dict(form.cleaned_data)
        uploaded = values.pop("file", None)
        record_value(
            indicator_id=self.obj.pk,
            files=(uploaded,) if uploaded else (),
            actor=self.actor,
            **values,
        )
        found: Indicator = self.obj
        return found


class ValueListPage(ListPage):
    """Values of all indicators; what waits for a second person first."""

    model = IndicatorValue
    table_class = ValueTable
    title = gettext_lazy("Values of indicators")
    breadcrumbs = CRUMBS
    live_topic = "indicators"
    saved_filters: ClassVar = (
        SavedFilter(
            "pending",
            gettext_lazy("Waiting for a second person"),
            Q(state=ValueState.PENDING),
            counted=True,
        ),
        SavedFilter("current", gettext_lazy("Counting"), Q(state=ValueState.CURRENT)),
        SavedFilter("all", gettext_lazy("All, replaced ones too")),
    )
    search_fields = ("indicator__name", "entered_by")
    select_related = ("indicator",)
    ordering = ("-period_end", "-pk")
    import_url_name = "indicators:import"
    import_permission = REPORT
    empty_title = gettext_lazy("No value here")
    empty_text = gettext_lazy("Values are entered on the page of their indicator, or by import.")


@require_POST
@requires(CONFIRM)
def confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """Let an entered value count."""
    made = confirm_value(value_id=pk, actor=request.actor)
    messages.success(request, _("Confirmed. The value counts from now on."))
    return go_to(request, made.indicator.get_absolute_url())


@require_POST
@requires(CONFIRM)
def reject(request: ActorRequest, pk: int) -> HttpResponse:
    """Send an entered value back."""
    made = reject_value(value_id=pk, actor=request.actor, reason=request.POST.get("reason", ""))
    messages.success(request, _("Sent back with its reason."))
    return go_to(request, made.indicator.get_absolute_url())
