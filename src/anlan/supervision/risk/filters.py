"""What narrows the registers of risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.apps import apps
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import Message
from anlan.kernel.pages import Facet


def township_names(prefixes: Sequence[str]) -> Mapping[str, Message]:
    """Names of townships by the nine digits their units share."""
    regions = apps.get_model("regions.Region")._default_manager
    codes = [f"{prefix}000" for prefix in prefixes]
    names = regions.filter(code__in=codes).order_by("code").values_list("code", "name")
    return {code[:9]: name for code, name in names}


UNIT_FACETS = (
    Facet("current_level", _("current level"), level=True),
    Facet("residual_level", _("residual level"), level=True),
    Facet(
        "township",
        _("township"),
        expression=Left("region_id", 9),
        lookup="region__code__startswith",
        labels=township_names,
    ),
    Facet("control_level", _("level of control")),
)
CHECK_FACETS = (Facet("state", _("state")),)
ASSESSMENT_FACETS = (Facet("state", _("state")), Facet("trigger", _("reason for assessing")))
