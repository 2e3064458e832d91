"""The whole timeline of a dossier: chips by kind, years, page by page."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from anlan.kernel import clock
from anlan.kernel.pages import hooks
from anlan.kernel.requests import ActorRequest

ENTRIES = 50
#: Years offered as chips; older entries are reached by turning pages.
YEARS = 5


def timeline_context(request: ActorRequest, obj: Any) -> dict[str, Any]:
    """What the template needs: entries, chips, the address of older entries."""
    query = request.GET
    kinds = hooks.timeline_kinds(obj)
    chosen = [name for name in query.getlist("kind") if name in kinds]
    year = (
        int(query["year"]) if query.get("year", "").isdigit() and len(query["year"]) == 4 else None
    )
    until, skip = hooks.read_mark(query.get("before", ""))
    since = None
    if year is not None:
        zone = timezone.get_current_timezone()
        since = datetime(year, 1, 1, tzinfo=zone)
        end = datetime(year, 12, 31, 23, 59, 59, 999_999, tzinfo=zone)
        until = min(until, end) if until else end
    span = hooks.TimelineSpan(ENTRIES, since, until)
    entries, older = hooks.timeline_page(obj, request.actor, span, kinds=chosen, skip=skip)

    def address(**more: Any) -> str:
        values: dict[str, Any] = {"part": "timeline", "kind": chosen, "year": year or ""} | more
        kept = {key: value for key, value in values.items() if value}
        return f"?{urlencode(kept, doseq=True)}"

    this_year = clock.today().year
    return {
        "entries": entries,
        "kinds": [
            {
                "label": label,
                "active": name in chosen,
                "url": address(
                    kind=[k for k in chosen if k != name] if name in chosen else [*chosen, name]
                ),
            }
            for name, label in kinds.items()
        ],
        "years": [
            {"label": str(y), "active": y == year, "url": address(year="" if y == year else y)}
            for y in range(this_year, this_year - YEARS, -1)
        ],
        "older_url": address(before=older) if older else "",
        "newest_url": address() if query.get("before") else "",
    }
