"""The targets of the years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from anlan.governance.indicators.forms import YearForm
from anlan.governance.indicators.models import Indicator
from anlan.governance.indicators.permissions import KEEP
from anlan.governance.indicators.services.indicators import set_yearly_target
from anlan.governance.indicators.views.indicators import CRUMBS
from anlan.kernel.pages import ChangePage


class YearsPage(ChangePage):
    """Set the target of one year by hand, or give it back to the straight line."""

    model = Indicator
    permission = KEEP
    form_class = YearForm
    breadcrumbs = CRUMBS
    title = gettext_lazy("Target of a year")

    def form(self, **data: Any) -> Any:
        """The years of the indicator."""
        years = list(range(self.obj.starts_on.year, self.obj.target_on.year + 1))
        return YearForm(initial=dict(self.get_initial()), years=years, **data)

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing."""
        return {}

    def save(self, form: Any) -> Indicator:
        """Call the service."""
        set_yearly_target(indicator_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        found: Indicator = self.obj
        return found
