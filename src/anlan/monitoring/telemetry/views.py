"""Curves for the charts, and the books of the store."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from orjson import dumps

from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages import Facet, ListPage, MomentColumn, NumberColumn, Table
from anlan.kernel.requests import ActorRequest, requires
from anlan.monitoring.devices.public import VIEW_DEVICE
from anlan.monitoring.telemetry.models import IngestCount
from anlan.monitoring.telemetry.series import series_of


class CountTable(Table):
    """One line an hour and fate."""

    hour = MomentColumn()
    fate = tables.Column(orderable=False)
    number = NumberColumn()
    example = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = IngestCount
        fields = ("hour", "fate", "number", "example")


class CountListPage(ListPage):
    """What became of readings, hour by hour, so that nothing is lost without a reason."""

    model = IngestCount
    table_class = CountTable
    facets: ClassVar = (Facet("fate", gettext_lazy("fate")),)
    ordering = ("-hour", "fate")
    title = gettext_lazy("Readings received")
    empty_title = gettext_lazy("Nothing was received yet")
    empty_text = gettext_lazy("Every reading is counted here: stored, late, known or refused.")


def _moment(request: HttpRequest, name: str) -> datetime | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        # A plus sign of the zone arrives as a space when it was not encoded.
        found = parse_datetime(text.replace(" ", "+") if "T" in text else text)
        if found is None:
            raise ValueError
        return found if timezone.is_aware(found) else timezone.make_aware(found)
    except (ValueError, OverflowError):
        raise InvalidInput(
            fields={name: _("This is not a moment like 2026-11-21T14:05.")}
        ) from None


@require_GET
@requires(VIEW_DEVICE)
def series(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer the curve of a point; 404 outside one's area."""
    found = series_of(pk, _moment(request, "from"), _moment(request, "to"), actor=request.actor)
    return HttpResponse(dumps(found, default=str), content_type="application/json")
