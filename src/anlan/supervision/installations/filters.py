"""What narrows the lists beside the search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.apps import apps
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.errors import Message
from anlan.kernel.pages import Facet


def township_names(prefixes: Sequence[str]) -> Mapping[str, Message]:
    """Names of townships by the nine digits their enterprises share."""
    regions = apps.get_model("regions.Region")._default_manager
    codes = [f"{prefix}000" for prefix in prefixes]
    return {
        code[:9]: name for code, name in regions.filter(code__in=codes).values_list("code", "name")
    }


def township(path: str) -> Facet:
    """The township of the enterprise behind a path."""
    return Facet(
        "township",
        _("township"),
        expression=Left(f"{path}__region_id", 9),
        lookup=f"{path}__region__code__startswith",
        labels=township_names,
    )


INSTALLATION_FACETS = (
    Facet("grade", pgettext_lazy("installation", "level"), level=True),
    Facet("kind", pgettext_lazy("installation", "kind of unit")),
    Facet("state", _("state")),
    township("enterprise"),
)
FILING_FACETS = (Facet("state", _("state")), Facet("trigger", pgettext_lazy("filing", "occasion")))
DUTY_FACETS = (
    Facet("state", _("state")),
    Facet("role", pgettext_lazy("duty", "role"), field="rule__role"),
    Facet("period", _("returns"), field="rule__period"),
)
COMMITMENT_FACETS = (
    Facet("state", _("state")),
    Facet("level", _("judgement of the plant"), level=True),
    Facet("is_late", _("is late")),
    township("enterprise"),
)
VALUE_FACETS = (
    Facet("table", _("table")),
    Facet("is_verified", pgettext_lazy("value", "verified")),
    Facet("symbol", _("symbol of the class")),
)
