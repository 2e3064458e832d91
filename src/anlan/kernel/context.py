"""What every page's frame needs: who is signed in, the menu, the unread count."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import ANONYMOUS
from anlan.kernel.registry import NavigationItem, navigation_for, shell_for

#: Groups of the menu in their order; the five floors carry the source documents' names.
GROUPS = {
    "desk": _("Workbench"),
    "command": _("Command"),
    "monitoring": _("Monitoring"),
    "supervision": _("Supervision"),
    "decision": _("Decision support"),
    "governance": _("Governance"),
    "base": _("Administration"),
}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the page frame."""
    actor = getattr(request, "actor", ANONYMOUS)
    found = {"actor": actor, "is_demo": settings.ANLAN_DEMO}
    if actor.is_anonymous or (getattr(request, "htmx", None) and not request.htmx.boosted):  # type: ignore[attr-defined]
        return found
    order = list(GROUPS)
    items = sorted(navigation_for(actor), key=lambda i: (order.index(i.group), i.order))
    here = _current(request.path, items)
    groups = []
    for group, members in groupby(items, key=lambda i: i.group):
        entries = []
        for item in members:
            try:
                url = reverse(item.url_name)
            except NoReverseMatch:
                continue
            entries.append(
                {
                    "label": item.label,
                    "url": url,
                    "icon": item.icon,
                    "shortcut": item.shortcut,
                    "active": url == here,
                }
            )
        if entries:
            groups.append({"label": GROUPS[group], "items": entries})
    found["navigation"] = groups
    found["shell"] = shell_for(actor)
    return found


def _current(path: str, items: Iterable[NavigationItem]) -> str:
    """Return the menu's address that lies nearest above a path: of two that fit, the longer."""
    fitting = []
    for item in items:
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        if path == url or (len(url) > 1 and path.startswith(url)):
            fitting.append(url)
    return max(fitting, key=len, default="")
