"""What the page of a document shows of every item, and in which section it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from anlan.governance.planning.choices import ITEM_TONES, Change, ItemState
from anlan.governance.planning.comparing import mark_words
from anlan.governance.planning.models import PlannedTask, PlanningDocument
from anlan.governance.planning.services.correcting import text_order
from anlan.governance.planning.wording import doubt_words

_HAN = re.compile(r"[一二三四五六七八九十]+")
_CHANGE_TONES = {
    Change.SAME: "neutral",
    Change.CHANGED: "waiting",
    Change.NEW: "active",
    Change.GONE: "overdue",
}


def items_of(document: PlanningDocument) -> list[Any]:
    """Return tasks and indicators in the order of the text, without those merged into others."""
    found: list[Any] = []
    for rows in (document.indicators, document.tasks):
        found += rows.exclude(state=ItemState.MERGED).select_related("predecessor")
    return sorted(found, key=_order)


def _order(item: Any) -> tuple[Any, ...]:
    line, start, pk = text_order(item)
    return line, start, item.KIND, pk


def identity(item: Any) -> str:
    """Return the name of an item on the page."""
    return f"{item.KIND}-{item.pk}"


def row_of(item: Any) -> dict[str, Any]:
    """Return one item for the page."""
    return {
        "item": item,
        "id": identity(item),
        "kind": item.KIND,
        "is_task": item.KIND == PlannedTask.KIND,
        "state": {"label": item.get_state_display(), "tone": ITEM_TONES[item.state]},
        "change": {
            "label": item.get_change_display(),
            "tone": _CHANGE_TONES[Change(item.change)],
        }
        if item.change
        else None,
        "is_clear": is_clear(item),
        "words": _words(item),
        "doubts": [doubt_words(code) for code in item.doubts],
        "decided": f"{item.decided_by} {localtime(item.decided_at):%m-%d %H:%M}"
        if item.decided_at
        else "",
    }


def is_clear(item: Any) -> bool:
    """Whether an item waits and nothing makes it doubtful."""
    return (
        item.state == ItemState.READ
        and not item.doubts
        and item.change not in (Change.CHANGED, Change.GONE)
    )


def _words(item: Any) -> list[dict[str, Any]]:
    content = item.content()
    corrected = item.corrections
    before = item.predecessor.content() if item.change == Change.CHANGED else None
    found = []
    for name in item.FIELDS:
        now, read = content[name], item.original.get(name) if name in corrected else None
        was = before[name] if before is not None else now
        if now in ("", None) and not corrected and was in ("", None):
            continue
        if now in ("", None) and name not in corrected and was == now:
            continue
        found.append(
            {
                "label": item._meta.get_field(name).verbose_name,
                "value": _shown(now),
                "is_corrected": name in corrected,
                "read": _shown(read) or _("nothing"),
                "pieces": mark_words(_shown(was), _shown(now)) if was != now else None,
            }
        )
    return found


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def sections_of(document: PlanningDocument, items: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the items by the chapters of the text; each with its lines."""
    heads = _heads(document)
    starts = [line for line, _title in heads]
    sections: list[dict[str, Any]] = []
    last_line = document.lines[-1][0] if document.lines else 0
    for item in items:
        at = bisect_right(starts, item.line) - 1
        first = starts[at] if at >= 0 else 0
        if not sections or sections[-1]["first"] != first:
            sections.append(
                {
                    "first": first,
                    "last": starts[at + 1] - 1 if at + 1 < len(starts) else last_line,
                    "title": heads[at][1] if at >= 0 else "",
                    "rows": [],
                    "clear": 0,
                }
            )
        sections[-1]["rows"].append(row_of(item))
        sections[-1]["clear"] += is_clear(item)
    return sections


def _heads(document: PlanningDocument) -> list[tuple[int, str]]:
    """Return where chapters begin: the headings of the first level, and the plans."""
    found = {plan["line"]: plan["title"] for plan in document.plans if plan["title"]}
    found |= {
        line: f"{number}{'、' if _HAN.fullmatch(number) else ' '}{title}".strip()
        for line, level, number, title in document.outline
        if level == 1
    }
    return sorted(found.items())


def progress_of(items: Iterable[Any]) -> dict[str, int]:
    """Return how many items there are, wait, wait without doubt."""
    rows = list(items)
    waiting = sum(item.state == ItemState.READ for item in rows)
    return {"all": len(rows), "open": waiting, "decided": len(rows) - waiting}


def changed_since(document: PlanningDocument, since: int, is_open: bool) -> dict[str, Any]:
    """Return what was touched after a step, drawn anew, for a page that shows the rest already."""
    steps = document.corrections.filter(pk__gt=since).order_by("pk")
    touched: dict[str, None] = {}
    last = since
    for pk, names in steps.values_list("pk", "touched"):
        last = pk
        touched |= dict.fromkeys(names)
    items = items_of(document)
    found, before = [], ""
    for item in items:
        name = identity(item)
        if name in touched:
            context = {"row": row_of(item), "is_open": is_open}
            html = render_to_string("planning/_item.html", context)
            found.append({"id": name, "html": html, "after": before})
        before = name
    shown = {identity(item) for item in items}
    return {
        "seq": last,
        "items": found,
        "gone": [name for name in touched if name not in shown],
        **progress_of(items),
    }
