"""Correcting what was read: fields, items the reader missed, merging and splitting.

Every item keeps the places of the text it stands for and what the program had read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.governance.planning.choices import OUT, Change, ItemState, Origin
from anlan.governance.planning.models import (
    PlannedTask,
    PlanningCorrection,
    PlanningDocument,
)
from anlan.governance.planning.reading import read_lines
from anlan.governance.planning.reading.cleaning import clean
from anlan.governance.planning.selectors import split_units
from anlan.governance.planning.services.keeping import Finder, plan_name
from anlan.governance.planning.services.steps import MODELS, Step
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.reading.lines import Line

_EDGES = " \t、，,；;。.：:"


@transaction.atomic
def correct_item(
    *,
    document_id: int,
    kind: str,
    item_id: int,
    content: Mapping[str, Any],
    actor: Actor,
    revision: int | None = None,
) -> PlanningCorrection:
    """Write what the text really says; the item is confirmed with it."""
    step = Step(document_id, "correct", actor)
    item = step.item(kind, item_id, revision)
    values = {name: content[name] for name in item.FIELDS if name in content}
    _check(kind, values)
    if "text" in values:
        values["title"] = values["text"][:120]
    before = item.content()
    gone = {"change": Change.SAME} if item.change == Change.GONE else {}
    step.decide(item, ItemState.CONFIRMED, **values, **gone)
    done = step.finish()
    after = item.content()
    audit(
        actor,
        "planning.item.corrected",
        step.document,
        before={name: before[name] for name in before if before[name] != after[name]},
        after={name: after[name] for name in before if before[name] != after[name]},
    )
    return done


@transaction.atomic
def add_item(
    *, document_id: int, kind: str, line: int, start: int, end: int, actor: Actor
) -> PlanningCorrection:
    """Add an item the program missed: a person marked its words in a line of the text.

    What can be read of the words alone (units, deadline, number, cadence) is filled in; the item
    waits to be confirmed.
    """
    step = Step(document_id, "add", actor)
    text = dict(step.document.lines).get(line, "")
    quote = text[max(0, start) : max(0, end)]
    words = quote.strip()
    if kind not in MODELS or len(words) < 2:
        raise InvalidInput(fields={"text": _("Mark the words of the task or the indicator.")})
    first = start + len(quote) - len(quote.lstrip())
    item = MODELS[kind](
        document=step.document,
        line=line,
        quote=words,
        anchors=[[line, words, first, first + len(words)]],
        plan_name=plan_name(step.document, line),
        origin=Origin.ADDED,
        change=Change.NEW if step.document.previous_id else Change.NONE,
        **_read_alone(step.document, kind, line, words),
    )
    step.create(item)
    done = step.finish()
    audit(actor, "planning.item.added", step.document, after={"line": line, "quote": words[:200]})
    return done


@transaction.atomic
def merge_with_next(
    *, document_id: int, kind: str, item_id: int, actor: Actor, revision: int | None = None
) -> PlanningCorrection:
    """Make one item of this and the next of its kind; all places of both are kept."""
    step = Step(document_id, "merge", actor)
    item = step.item(kind, item_id, revision)
    other = next_of_kind(item)
    if other is None or item.state in OUT:
        raise WrongState(_("There is no next item to merge with."))
    values = _joined_task(item, other) if kind == "task" else _joined_indicator(item, other)
    step.write(
        item,
        **values,
        anchors=[*item.anchors, *(a for a in other.anchors if a not in item.anchors)],
        doubts=list(dict.fromkeys([*item.doubts, *other.doubts])),
        state=ItemState.READ,
    )
    step.decide(other, ItemState.MERGED)
    done = step.finish()
    audit(
        actor,
        "planning.item.merged",
        step.document,
        after={"lines": [item.line, other.line], "quote": item.quote[:200]},
    )
    return done


@transaction.atomic
def split_item(
    *,
    document_id: int,
    item_id: int,
    at: int,
    actor: Actor,
    revision: int | None = None,
    kind: str = "task",
) -> PlanningCorrection:
    """Make two tasks of one at a place of its text; both keep its units, deadline and anchors."""
    step = Step(document_id, "split", actor)
    item = step.item(kind, item_id, revision)
    if kind != "task":
        raise InvalidInput(fields={"at": _("Only tasks are split.")})
    parts = [item.text[:at].strip(_EDGES), item.text[at:].strip(_EDGES)]
    if at <= 0 or not all(parts):
        raise InvalidInput(fields={"at": _("Put the mark between two parts of the text.")})
    second = PlannedTask(
        document=step.document,
        line=item.line,
        quote=item.quote,
        plan_name=item.plan_name,
        doubts=item.doubts,
        lead_units=item.lead_units,
        support_units=item.support_units,
        deadline=item.deadline,
        origin=Origin.SPLIT,
        change=item.change,
        original=item.original,
        **_part(step.document, item, parts[1]),
    )
    second.line, second.quote = second.anchors[0][:2]
    step.write(item, **_part(step.document, item, parts[0]), state=ItemState.READ)
    step.create(second)
    done = step.finish()
    audit(
        actor,
        "planning.item.split",
        step.document,
        after={"line": item.line, "parts": [part[:100] for part in parts]},
    )
    return done


def next_of_kind(item: Any) -> Any:
    """Return the item of the same kind that follows in the text; None at the end."""
    standing = type(item).objects.filter(document_id=item.document_id).exclude(state__in=OUT)
    rows = list(standing.exclude(change=Change.GONE))
    rows.sort(key=text_order)
    places = [row.pk for row in rows]
    at = places.index(item.pk) + 1 if item.pk in places else len(places)
    return rows[at] if at < len(rows) else None


def text_order(item: Any) -> tuple[int, int, int]:
    """Return where an item stands in the text."""
    return item.line, item.anchors[0][2] if item.anchors else 0, item.pk


def _check(kind: str, values: Mapping[str, Any]) -> None:
    needed = ("text",) if kind == "task" else ("name", "target")
    empty = [name for name in needed if name in values and not str(values[name]).strip()]
    if empty:
        raise InvalidInput(fields={name: _("This must be filled in.") for name in empty})


def _joined_task(item: Any, other: Any) -> dict[str, Any]:
    text = item.text if other.text in item.text else f"{item.text.rstrip(_EDGES)}；{other.text}"
    lead = dict.fromkeys([*split_units(item.lead_units), *split_units(other.lead_units)])
    support = dict.fromkeys(
        unit
        for unit in (*split_units(item.support_units), *split_units(other.support_units))
        if unit not in lead
    )
    return {
        "text": text,
        "title": text[:120],
        "lead_units": "、".join(lead)[:600],
        "support_units": "、".join(support)[:1000],
        "deadline": max((day for day in (item.deadline, other.deadline) if day), default=None),
        "quantity": _joined(item.quantity, other.quantity, "、")[:300],
        "cadence": _joined(item.cadence, other.cadence, "、")[:100],
    }


def _joined_indicator(item: Any, other: Any) -> dict[str, Any]:
    return {
        "name": _joined(item.name, other.name, "、")[:300],
        "target": _joined(item.target, other.target, "；")[:200],
        "unit": item.unit or other.unit,
        "baseline": _joined(item.baseline, other.baseline, "；")[:100],
        "is_binding": other.is_binding if item.is_binding is None else item.is_binding,
        "deadline": max((day for day in (item.deadline, other.deadline) if day), default=None),
    }


def _joined(one: str, other: str, mark: str) -> str:
    return mark.join(dict.fromkeys(words for words in (one, other) if words))


def _part(document: PlanningDocument, item: Any, text: str) -> dict[str, Any]:
    """Return what a part of a task says: numbers and cadence that stand in it, its own place."""
    finder = Finder(document)
    found = [place for a in item.anchors if (place := finder.locate(a[0], text))]
    return {
        "text": text,
        "title": text[:120],
        "quantity": "、".join(q for q in split_units(item.quantity) if clean(q).text in text),
        "cadence": item.cadence if item.cadence and item.cadence in text else "",
        "anchors": found or item.anchors,
    }


def _read_alone(document: PlanningDocument, kind: str, line: int, words: str) -> dict[str, Any]:
    """Read marked words under the title of their plan, so that its years are known."""
    plain = clean(words).text
    lines = (Line(1, plan_name(document, line)), Line(2, f"（一）{plain.rstrip(_EDGES)}。"))
    reading = read_lines(lines)
    if kind == "indicator":
        found = next(iter(reading.indicators), None)
        split = re.match(r"(.+?)((?:达到|不低于|不高于|控制在|下降|提高|增长|[≥≤<>]).*)", plain)
        name, target = split.groups() if split else (plain, plain)
        if found is None:
            return {"name": name[:300], "target": target[:200]}
        return {
            "name": found.name[:300],
            "target": found.target[:200],
            "unit": (found.unit or "")[:30],
            "baseline": (found.baseline or "")[:100],
            "is_binding": found.binding,
            "deadline": found.deadline,
        }
    task = next(iter(reading.tasks), None)
    values: dict[str, Any] = {"text": plain, "title": plain[:120]}
    if task is not None:
        values |= {
            "lead_units": "、".join(task.lead_units)[:600],
            "support_units": "、".join(task.support_units)[:1000],
            "deadline": task.deadline,
            "quantity": (task.quantity or "")[:300],
            "cadence": (task.cadence or "")[:100],
        }
    return values
