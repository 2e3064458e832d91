"""What every page's frame needs: who is signed in, the menu, the unread count."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import ANONYMOUS
from anlan.kernel.registry import navigation_for, shell_for

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
    prefix = get_script_prefix()
    items = [
        (item, url)
        for item in sorted(navigation_for(actor), key=lambda i: (order.index(i.group), i.order))
        if (url := _address(item.url_name, prefix))
    ]
    here = _current(request.path, (url for _item, url in items))
    found["navigation"] = [
        {
            "label": GROUPS[group],
            "items": [
                {
                    "label": item.label,
                    "url": url,
                    "icon": item.icon,
                    "shortcut": item.shortcut,
                    "active": url == here,
                    "badge": "",
                }
                for item, url in members
            ],
        }
        for group, members in groupby(items, key=lambda pair: pair[0].group)
    ]
    found["shell"] = shell_for(actor)
    return found


@cache
def _address(url_name: str, _prefix: str) -> str:
    """Return a menu's address under the prefix of the installation, empty when there is no such.

    It takes nothing and stays the same as long as the process runs; a menu has a hundred of them.
    """
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _current(path: str, addresses: Iterable[str]) -> str:
    """Return the menu's address that lies nearest above a path: of two that fit, the longer."""
    fitting = (url for url in addresses if path == url or (len(url) > 1 and path.startswith(url)))
    return max(fitting, key=len, default="")
