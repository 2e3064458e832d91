"""Which enterprise somebody means by what he wrote: a proposal, a code, a name."""

from __future__ import annotations

import re

from anlan.kernel.actor import Actor
from anlan.kernel.inputs import Suggestion
from anlan.kernel.policy import visible
from anlan.kernel.search_text import ranked
from anlan.supervision.enterprises.models import Enterprise

MOST = 8
NAMED = 4
_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")


def written(name: str, uscc: str) -> str:
    """Return how a chosen enterprise stands in a text field."""
    return f"{name}（{uscc}）"


def propose_enterprises(text: str, actor: Actor) -> list[Suggestion]:
    """Return the visible enterprises that fit a name, pinyin, initials or code best."""
    if not text.strip():
        return []
    rows = ranked(visible(Enterprise, actor), text, name="name").select_related("region")
    return [
        Suggestion(
            value=written(row.name, row.uscc),
            label=row.name,
            note=f"{row.region} · {row.uscc}",
            level=row.risk_level,
        )
        for row in rows[:MOST]
    ]


def match_enterprise(text: str, actor: Actor) -> tuple[int | None, list[str]]:
    """Return the key of the one visible enterprise that is meant, else the names it may be.

    A credit code anywhere in the text decides; else the full name, the short name, the only
    enterprise that fits.
    """
    wanted = text.strip()
    rows = visible(Enterprise, actor).order_by("pk")
    code = _CODE.search(wanted.upper())
    if code is not None:
        return rows.filter(uscc=code.group()).values_list("pk", flat=True).first(), []
    for condition in ({"name": wanted}, {"short_name": wanted}):
        found = list(rows.filter(**condition).values_list("pk", "name", "uscc")[: NAMED + 1])
        if len(found) == 1:
            return found[0][0], []
        if found:
            return None, [written(name, uscc) for _pk, name, uscc in found[:NAMED]]
    near = list(ranked(rows, wanted, name="name").values_list("pk", "name")[:NAMED])
    if len(near) == 1:
        return near[0][0], []
    return None, [name for _pk, name in near]
