"""Writing the draft of a plan from the confirmed items of an import."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from anlan.command.plans.choices import Decision, ItemKind, ResourceKind, ResponseLevel
from anlan.command.plans.extraction import Line
from anlan.command.plans.extraction.headings import place
from anlan.command.plans.extraction.subjects import find_sections
from anlan.command.plans.models import (
    Plan,
    PlanContact,
    PlanGroup,
    PlanImport,
    PlanLevel,
    PlanResource,
    PlanSection,
    PlanTask,
    PlanTrigger,
)
from anlan.command.plans.units import UnitBook

_WITHIN = re.compile(
    r"(?:在|于)?[^，]{0,12}?[\d一二三两四五六七八九十半]+(?:个)?(?:分钟|小时|天|日|工作日)(?:之内|以内|内)"
)
_MODAL = re.compile(r"^(?:应当|应|须|必须|要|负责|牵头)(?:立即)?(?=\S{2,})")
TITLE_LENGTH = 30


def write_draft(row: PlanImport) -> Plan:
    """Write plan, levels, triggers, groups, tasks, resources, contacts and chapters."""
    kept: dict[str, list[Any]] = {}
    for item in row.items.filter(decision__in=(Decision.KEPT, Decision.CORRECTED)):
        kept.setdefault(item.kind, []).append(item.content)
    newest = Plan.objects.filter(code=row.code).aggregate(newest=Max("version"))["newest"] or 0
    plan = Plan.objects.create(
        code=row.code,
        version=newest + 1,
        name=row.name,
        kind=row.kind,
        region_id=row.region_id,
        organisation_id=row.organisation_id,
        incident_kinds=list(dict.fromkeys(h["kind"] for h in kept.get(ItemKind.HAZARD, ()))),
        source=row.file_name or _("pasted text"),
    )
    book = UnitBook()
    _levels(plan, kept.get(ItemKind.LEVEL, []), kept.get(ItemKind.CONDITION, []))
    _groups(plan, row, kept.get(ItemKind.GROUP, []), kept.get(ItemKind.TASK, []), book)
    _means(plan, kept.get(ItemKind.RESOURCE, []), kept.get(ItemKind.CONTACT, []), book)
    lines = tuple(Line(x["number"], x["text"], x["heading"], tuple(x["cells"])) for x in row.lines)
    PlanSection.objects.bulk_create(
        PlanSection(
            plan=plan,
            part=section.part,
            number=section.number[:20],
            title=section.title[:200] or section.number,
            text=section.text,
            sort_order=order,
        )
        for order, section in enumerate(find_sections(place(lines)), 1)
    )
    return plan


def _levels(plan: Plan, levels: list[Any], conditions: list[Any]) -> None:
    rows: dict[int, PlanLevel] = {}
    numbers = {int(x["level"]) for x in [*levels, *conditions]}
    said = {int(x["level"]): x for x in levels}
    for number in sorted(numbers & set(ResponseLevel.values)):
        mine = [c["words"] for c in conditions if int(c["level"]) == number]
        found = said.get(number, {})
        rows[number] = PlanLevel.objects.create(
            plan=plan,
            level=number,
            conditions=found.get("words") or "；".join(mine),
            commander_post=(found.get("commander") or "")[:100],
        )
    PlanTrigger.objects.bulk_create(
        PlanTrigger(
            level=rows[int(c["level"])],
            clause=int(c["clause"]),
            fact=c["fact"],
            comparison=c["comparison"],
            value=c["value"],
            words=c["words"][:200],
            legal_basis=_("by the issued text"),
        )
        for c in conditions
        if c["fact"] and int(c["level"]) in rows
    )


def _groups(
    plan: Plan, row: PlanImport, groups: list[Any], tasks: list[Any], book: UnitBook
) -> None:
    found: dict[str, PlanGroup] = {}
    order = 0
    for group in groups:
        order += 10
        name = group["name"][:50]
        if name in found:
            continue
        found[name] = _group(plan, name, group["lead"], group["members"], order, book)
        found[name].duties = group["duties"]
    counts: dict[str, int] = {}
    new: list[tuple[str, PlanTask]] = []
    for task in tasks:
        owners = list(task["owners"])
        name = (task["group"] or (owners[0] if owners else _("Owner not stated")))[:50]
        if name not in found:
            order += 10
            found[name] = _group(plan, name, owners[0] if owners else "", owners[1:], order, book)
        counts[name] = number = counts.get(name, 0) + 1
        new.append((name, _task(task, row, number)))
    for group_row in found.values():
        group_row.save()
    for name, task_row in new:
        task_row.group = found[name]
    PlanTask.objects.bulk_create(task_row for _name, task_row in new)


def _group(
    plan: Plan, name: str, lead: str, members: Iterable[str], order: int, book: UnitBook
) -> PlanGroup:
    return PlanGroup(
        plan=plan,
        name=name,
        lead_name=lead[:100],
        lead_code=book.code_of(lead.split("、")[0]),
        members=[member[:100] for member in [*lead.split("、")[1:], *members]],
        sort_order=order,
    )


def _task(task: Any, row: PlanImport, number: int) -> PlanTask:
    minutes = task["deadline_minutes"]
    return PlanTask(
        code=f"T{number:03d}",
        title=title_of(task["text"], task["owners"]),
        instruction=task["text"],
        deadline_minutes=row.at_once_minutes if minutes == 0 else minutes,
        from_level=task["level"] or ResponseLevel.FOUR,
        legal_basis=_("by the issued text"),
        sort_order=number * 10,
    )


def title_of(text: str, owners: Iterable[str]) -> str:
    """Return a short title: the act without who and within which time."""
    short = text
    for owner in owners:
        at = short.find(owner)
        if at >= 0:
            short = short[at + len(owner) :]
    pieces = [p for p in re.split(r"[，,；;。]", short) if p.strip()]
    for piece in pieces:
        words = _MODAL.sub("", _WITHIN.sub("", piece.strip())).strip("，、：: ")
        if len(words) >= 3 and not words.endswith(("后", "时", "的")):
            return words[:TITLE_LENGTH]
    return text[:TITLE_LENGTH]


def _means(plan: Plan, resources: list[Any], contacts: list[Any], book: UnitBook) -> None:
    merged: dict[str, PlanResource] = {}
    for number, resource in enumerate(resources, 1):
        name = resource["name"][:100]
        if name in merged:
            merged[name].quantity += resource["quantity"]
            continue
        merged[name] = PlanResource(
            plan=plan,
            kind=ResourceKind.SUPPLY,
            code=f"R{number:03d}",
            name=name,
            quantity=resource["quantity"],
            unit=resource["unit"][:20],
        )
    PlanResource.objects.bulk_create(merged.values())
    PlanContact.objects.bulk_create(
        PlanContact(
            plan=plan,
            post=contact["post"][:100],
            organisation_code=book.code_of(contact["post"]),
            phone=contact["phone"][:30],
            duty=contact["note"][:100],
            sort_order=number * 10,
        )
        for number, contact in enumerate(contacts, 1)
    )
