"""On-line rates of townships, enterprises and sectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import clock
from anlan.kernel.pages import ListPage, ObjectPage, RelatedList, SavedFilter, fact, fact_group
from anlan.kernel.pages.base import find_url
from anlan.kernel.templatetags.anlan import number
from anlan.monitoring.devices.choices import CONNECTION_TONES, Connection, DeviceState, RateGrouping
from anlan.monitoring.devices.models import Device, OnlineRate
from anlan.monitoring.devices.tables import RateTable, percent

DAYS_SHOWN = 60


class RateListPage(ListPage):
    """Today's on-line rates, the worst first."""

    model = OnlineRate
    table_class = RateTable
    title = gettext_lazy("On-line rates")
    breadcrumbs: ClassVar = ((gettext_lazy("Devices"), "devices:list"),)
    saved_filters: ClassVar = (
        SavedFilter(
            "township",
            gettext_lazy("Townships"),
            Q(grouping__in=(RateGrouping.TOWNSHIP, RateGrouping.COUNTY)),
        ),
        SavedFilter("enterprise", gettext_lazy("Enterprises"), Q(grouping=RateGrouping.ENTERPRISE)),
        SavedFilter("sector", gettext_lazy("Sectors"), Q(grouping=RateGrouping.SECTOR)),
    )
    search_fields = ("region__name", "enterprise__name", "sector__name")
    ordering = ("rate", "pk")
    select_related = ("region", "enterprise", "sector")
    live_topic = "device-rates"
    empty_title = gettext_lazy("No on-line rate yet")
    empty_text = gettext_lazy(
        "Rates are computed every five minutes from the devices in service and what they send."
    )

    def queryset(self) -> QuerySet[Any]:
        """Today's."""
        rows: QuerySet[Any] = super().queryset()
        return rows.filter(day=clock.today())


def device_row(device: Device) -> Mapping[str, Any]:
    """A device that is not heard of, as a line."""
    connection = Connection(device.health.connection)
    return {
        "label": device.name,
        "url": device.get_absolute_url(),
        "where": device.code,
        "state": {"label": connection.label, "tone": CONNECTION_TONES[connection]},
        "at": device.health.since,
    }


def _silent(rows: QuerySet[Any], rate: OnlineRate) -> QuerySet[Any]:
    rows = rows.filter(state=DeviceState.IN_SERVICE, health__isnull=False).exclude(
        health__connection=Connection.ONLINE
    )
    if rate.enterprise is not None:
        rows = rows.filter(enterprise=rate.enterprise)
    elif rate.sector_id is not None:
        rows = rows.filter(
            Q(sector_id=rate.sector_id)
            | Q(sector__isnull=True, enterprise__sector_id=rate.sector_id)
        )
    else:
        length = 6 if rate.grouping == RateGrouping.COUNTY else 9
        rows = rows.filter(region__code__startswith=str(rate.region_id)[:length])
    return rows.select_related("health").order_by("health__since", "pk")


def _silent_list(rate: OnlineRate) -> str:
    """The whole list, where the list of devices can show just these."""
    if rate.grouping != RateGrouping.COUNTY:
        return ""
    return f"{find_url('devices:list')}?tab=silent"


class RatePage(ObjectPage):
    """One rate: how it is made up, what is not heard of, how it was on earlier days."""

    model = OnlineRate
    template = "devices/rate.html"
    select_related = ("region", "enterprise", "sector")
    breadcrumbs: ClassVar = ((gettext_lazy("On-line rates"), "devices:rates"),)
    related = (
        RelatedList(
            "silent",
            gettext_lazy("Not online"),
            Device,
            _silent,
            device_row,
            url=_silent_list,
            limit=30,
            empty=gettext_lazy("Every device in service is online."),
        ),
    )

    def timeline(self, obj: OnlineRate) -> None:
        """A figure has no steps."""
        return

    def get_subtitle(self, obj: OnlineRate) -> str:
        """By what it is told apart, of which day."""
        return f"{obj.get_grouping_display()} · {obj.day}"

    def facts(self, obj: OnlineRate) -> list[dict[str, Any]]:
        """The figures with their formula."""
        return [
            fact_group(
                _("On-line rate"),
                fact(
                    _("share online"),
                    percent(obj.rate),
                    formula=_("devices online ÷ devices in service"),
                    as_of=obj.computed_at,
                ),
                fact(_("devices in service"), number(obj.devices)),
                fact(_("of them online"), number(obj.online)),
                fact(
                    _("share of readings arrived"),
                    percent(obj.arrival_share),
                    formula=_("readings that arrived ÷ (time in service ÷ period × points)"),
                    as_of=obj.computed_at,
                ),
                fact(_("expected in the last day"), number(obj.expected)),
                fact(_("arrived in the last day"), number(obj.arrived)),
                fact(_("bad in the last day"), number(obj.bad)),
            )
        ]

    def own_panels(self, obj: OnlineRate) -> Iterable[Mapping[str, Any]]:
        """The days before."""
        same: dict[str, Any] = {
            name: getattr(obj, name)
            for name in ("grouping", "region_id", "enterprise_id", "sector_id")
        }
        first = obj.day - timedelta(days=DAYS_SHOWN)
        rows = OnlineRate.objects.filter(day__gte=first, **same).order_by("day")
        yield {
            "id": "days",
            "title": _("By day"),
            "template": "devices/_rate_days.html",
            "chart": {
                "id": "rate-days",
                "kind": "bar",
                "title": _("share online"),
                "unit": "%",
                "decimals": 1,
                "bars": [
                    {"label": f"{row.day:%m-%d}", "value": round(100 * row.rate, 1)} for row in rows
                ],
            },
            "url": find_url("devices:rates"),
            "wide": True,
        }
