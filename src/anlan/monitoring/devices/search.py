"""Devices in the search box."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.monitoring.devices.models import Device


def find_devices(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield devices whose code or name holds the text."""
    rows = visible(Device, actor).filter(Q(code__icontains=text) | Q(name__icontains=text))
    for device in rows.select_related("region", "enterprise").order_by("code")[:limit]:
        yield SearchResult(
            kind=_("Device"),
            title=device.name,
            subtitle=f"{device.code} · {device.enterprise or device.region}",
            url=device.get_absolute_url(),
            score=0.6 if text.lower() in device.code.lower() else 0.5,
        )


register_search("devices", find_devices)
