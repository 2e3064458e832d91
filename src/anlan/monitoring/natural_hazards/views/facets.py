"""What several lists are narrowed by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models.functions import Left
from django.utils.translation import gettext_lazy

from anlan.base.regions.public import names_of
from anlan.kernel.errors import Message
from anlan.kernel.pages import Facet
from anlan.monitoring.natural_hazards.models import WarningFeed


def township_names(prefixes: Sequence[str]) -> Mapping[str, Message]:
    """Return the names of townships by the nine digits their villages share."""
    names = names_of([prefix.ljust(12, "0") for prefix in prefixes])
    return {code[:9]: name for code, name in names.items()}


def feed_names(ids: Sequence[str]) -> Mapping[str, Message]:
    """Return the names of warning feeds."""
    return {str(feed.pk): feed.name for feed in WarningFeed.objects.filter(pk__in=ids)}


TOWNSHIP = Facet(
    "township",
    gettext_lazy("township"),
    expression=Left("region_id", 9),
    lookup="region__code__startswith",
    labels=township_names,
)
FEED = Facet("feed", gettext_lazy("warning feed"), labels=feed_names)
