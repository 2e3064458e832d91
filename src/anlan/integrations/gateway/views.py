"""The gateways: which listen, who is connected, what was refused and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from anlan.integrations.gateway.choices import PROBLEMS, REASONS
from anlan.integrations.gateway.models import GatewayStatus
from anlan.integrations.gateway.registry import find_gateway
from anlan.integrations.gateway.tables import GatewayTable
from anlan.kernel.pages import ListPage, ObjectPage, fact, fact_group
from anlan.kernel.templatetags.anlan import number
from anlan.monitoring.devices.public import ONBOARD_DEVICE, visible_devices


def reason_label(reason: str) -> str:
    """Return a refusal's reason in words."""
    return str(REASONS.get(reason, reason))


class GatewayListPage(ListPage):
    """All gateways of the installation."""

    model = GatewayStatus
    table_class = GatewayTable
    ordering = ("name",)
    title = gettext_lazy("Gateways")
    empty_title = gettext_lazy("No gateway has run yet")
    empty_text = gettext_lazy(
        "A gateway starts when a device of its protocol is registered and `run_gateways` runs."
    )


class GatewayPage(ObjectPage):
    """One gateway with its counters, its refusals, and who speaks without being registered."""

    model = GatewayStatus
    breadcrumbs: ClassVar = ((gettext_lazy("Gateways"), "gateway:list"),)

    def number(self, obj: GatewayStatus) -> str:
        """Where it listens."""
        return obj.address

    def state(self, obj: GatewayStatus) -> dict[str, Any]:
        """How it stands."""
        return {"label": obj.state.label, "tone": obj.tone, "value": obj.state.value}

    def note(self, obj: GatewayStatus) -> dict[str, Any] | None:
        """What went wrong, first."""
        if not obj.problem:
            return None
        return {"text": str(PROBLEMS.get(obj.problem, obj.problem)), "tone": "warning"}

    def timeline(self, obj: GatewayStatus) -> None:
        """Counters have no history of steps."""
        return None

    def facts(self, obj: GatewayStatus) -> list[dict[str, Any]]:
        """Work and refusals."""
        groups = [
            fact_group(
                pgettext_lazy("gateway", "Work"),
                fact(_("started at"), at=obj.started_at),
                fact(_("last sign of life"), at=obj.seen_at),
                fact(_("restarts"), obj.restarts),
                fact(_("connections"), number(obj.connections)),
                fact(_("devices connected"), obj.devices),
                fact(_("frames"), number(obj.frames)),
                fact(_("readings"), number(obj.samples)),
                fact(_("last frame"), at=obj.last_frame_at),
                fact(_("not confirmed by the broker"), number(obj.unconfirmed)),
            ),
            fact_group(
                pgettext("gateway", "Refused"),
                *(
                    fact(reason_label(reason), number(times))
                    for reason, times in sorted(obj.refusals.items(), key=lambda item: -item[1])
                ),
            ),
        ]
        last = obj.last_refused
        if last:
            groups.append(
                fact_group(
                    _("Last refused frame"),
                    fact(pgettext("gateway", "reason"), reason_label(last.get("reason", ""))),
                    fact(pgettext("gateway", "from"), last.get("peer", "")),
                    fact(_("when"), at=parse_datetime(last.get("at", ""))),
                    fact(pgettext("gateway", "bytes"), last.get("example", ""), wide=True),
                )
            )
        return groups

    def _connect_url(self, obj: GatewayStatus) -> str:
        """Where a device of this gateway's protocol is connected, for who may."""
        gateway = find_gateway(obj.name)
        if gateway is None or not self.actor.has(ONBOARD_DEVICE):
            return ""
        return f"{reverse('devices:onboard')}?{urlencode({'protocol': gateway.protocol})}"

    def own_panels(self, obj: GatewayStatus) -> Iterable[dict[str, Any]]:
        """Who speaks and is not registered: usually a number typed wrongly."""
        connect = self._connect_url(obj)
        rows = [
            {
                "label": name,
                "value": number(times),
                "url": f"{connect}&{urlencode({'identity': name})}" if connect else "",
            }
            for name, times in sorted(obj.unknown.items(), key=lambda item: -item[1])
        ]
        yield {
            "id": "unknown",
            "title": _("Speaks, but is not registered"),
            "count": len(rows),
            "rows": rows[:20],
            "empty": _("Every device that spoke is registered."),
        }
        known = visible_devices(self.actor).filter(code__in=list(obj.strange))
        pages = {device.code: device.get_absolute_url() for device in known}
        strange = [
            {"label": f"{code} · {address}", "value": value, "url": pages.get(code, "")}
            for code, values in obj.strange.items()
            for address, value in values.items()
        ]
        yield {
            "id": "strange",
            "title": _("Sent, but no point listens"),
            "count": len(strange),
            "rows": strange[:40],
            "empty": _("Everything registered devices send reaches a point."),
        }
