"""What changed between two versions of a plan, item by item and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.command.plans.models import Plan

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One item that differs: which part, what became of it, what was and what is."""

    part: str
    what: str
    item: str
    details: tuple[tuple[str, str, str], ...] = ()

    @property
    def label(self) -> str:
        """What became of it, in words."""
        return {
            ADDED: pgettext("comparison of versions", "added"),
            REMOVED: pgettext("comparison of versions", "taken out"),
            CHANGED: pgettext("comparison of versions", "changed"),
        }[self.what]


@dataclass(frozen=True, slots=True)
class _Part:
    label: Callable[[], str]
    rows: Callable[[Plan], Iterable[Any]]
    key: Callable[[Any], Any]
    name: Callable[[Any], str]
    fields: tuple[str, ...]


_PARTS = (
    _Part(
        lambda: _("plan"),
        lambda plan: [plan],
        lambda row: 0,
        lambda row: str(row.name),
        ("name", "purpose", "principles", "incident_kinds", "review_due_on", "legal_basis"),
    ),
    _Part(
        lambda: _("response level"),
        lambda plan: plan.levels.all(),
        lambda row: row.level,
        lambda row: str(row.get_level_display()),
        (
            "conditions",
            "commander_post",
            "headquarters",
            "measures",
            "expected_hours",
            "reports_to",
        ),
    ),
    _Part(
        lambda: _("trigger of a plan"),
        lambda plan: [t for level in plan.levels.all() for t in level.triggers.all()],
        lambda row: (row.level.level, row.clause, row.fact),
        lambda row: f"{row.level.get_level_display()} {row.words}",
        ("comparison", "value", "words"),
    ),
    _Part(
        lambda: _("command group"),
        lambda plan: plan.groups.all(),
        lambda row: row.name,
        lambda row: str(row.name),
        ("lead_name", "lead_code", "members", "duties", "from_level"),
    ),
    _Part(
        lambda: _("task"),
        lambda plan: [t for group in plan.groups.all() for t in group.tasks.all()],
        lambda row: (row.group.name, row.title),
        lambda row: f"{row.group.name} {row.title}",
        ("instruction", "deadline_minutes", "evidence", "needs_photo", "from_level"),
    ),
    _Part(
        lambda: _("resource"),
        lambda plan: plan.resources.all(),
        lambda row: (row.kind, row.name),
        lambda row: str(row.name),
        ("quantity", "unit", "from_level"),
    ),
    _Part(
        lambda: _("contact"),
        lambda plan: plan.contacts.all(),
        lambda row: row.post,
        lambda row: str(row.post),
        ("phone", "duty", "organisation_code"),
    ),
    _Part(
        lambda: _("chapter of a plan"),
        lambda plan: plan.sections.all(),
        lambda row: (row.number, row.title),
        lambda row: str(row),
        ("text",),
    ),
)


def compare_plans(older: Plan, newer: Plan) -> list[Change]:
    """Return what differs, in the order of the plan; nothing when the versions say the same."""
    found: list[Change] = []
    for part in _PARTS:
        before = {part.key(row): row for row in part.rows(older)}
        after = {part.key(row): row for row in part.rows(newer)}
        label = part.label()
        found += [
            Change(label, REMOVED, part.name(row))
            for key, row in before.items()
            if key not in after
        ]
        for key, row in after.items():
            if key not in before:
                found.append(Change(label, ADDED, part.name(row)))
                continue
            details = _details(before[key], row, part.fields)
            if details:
                found.append(Change(label, CHANGED, part.name(row), details))
    return found


def _details(old: Model, new: Model, fields: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
    found = []
    for name in fields:
        before, after = _words(old, name), _words(new, name)
        if before != after:
            label = str(new._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            found.append((label, before, after))
    return tuple(found)


def _words(row: Model, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display is not None else getattr(row, name)
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
