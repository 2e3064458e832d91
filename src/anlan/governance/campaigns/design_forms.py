"""The designer of report forms: columns and rules as rows of a table; the sheet as it is typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.campaigns.choices import (
    Cadence,
    CampaignState,
    ColumnKind,
    RuleKind,
)
from anlan.governance.campaigns.design import Column, Design, Rule
from anlan.governance.campaigns.forms import unit_choices
from anlan.governance.campaigns.models import Campaign
from anlan.governance.campaigns.sources import all_sources
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

#: Empty lines offered below those that are filled in.
MORE_COLUMNS, MORE_RULES = 4, 2
_SEPARATOR = re.compile(r"[、,，;；\n]+")


class FormHeadForm(forms.Form):
    """Name, cadence and units of a report form."""

    name = forms.CharField(label=_("Name of the form"), max_length=200)
    campaign_id = forms.TypedChoiceField(
        label=_("Campaign"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Empty: routine work."),
    )
    office_id = forms.TypedChoiceField(label=_("Issuing office"), coerce=int)
    cadence = forms.ChoiceField(
        label=pgettext_lazy("planning", "How often"), choices=Cadence.choices
    )
    due_days = forms.IntegerField(
        label=_("Days after the period to hand in"), min_value=0, max_value=60, initial=5
    )
    has_many_rows = forms.BooleanField(
        label=_("Several rows a unit"),
        required=False,
        help_text=_("A list of cases instead of one row of figures."),
    )
    note = forms.CharField(
        label=_("How to fill it in"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300, required=False)
    unit_ids = forms.TypedMultipleChoiceField(
        label=_("Units that fill it in"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        units = unit_choices(actor)
        fields["office_id"].choices = units
        fields["unit_ids"].choices = units
        running = visible(Campaign, actor).filter(
            state__in=[CampaignState.DRAFT, CampaignState.RUNNING]
        )
        fields["campaign_id"].choices = [("", "—"), *((row.pk, row.name) for row in running)]


def column_lines(design: Design | None, posted: Mapping[str, str] | None) -> list[dict[str, Any]]:
    """Return the lines of the table of columns: as posted, as kept, and some empty ones."""
    if posted is not None:
        count = int(posted.get("column_count") or 0)
        return [
            {
                name: posted.get(f"column{index}_{name}", "")
                for name in ("code", "name", "kind", "unit", "more", "source", "decimals")
            }
            | {
                "index": index,
                "is_required": bool(posted.get(f"column{index}_is_required")),
                "rolls_up": bool(posted.get(f"column{index}_rolls_up")),
            }
            for index in range(min(count, 60))
        ]
    kept = [
        {
            "code": column.code,
            "name": column.name,
            "kind": column.kind,
            "unit": column.unit,
            "more": column.formula or "、".join(column.choices),
            "source": column.source,
            "decimals": str(column.decimals),
            "is_required": column.is_required,
            "rolls_up": column.rolls_up,
        }
        for column in (design.columns if design else ())
    ]
    empty = {"kind": ColumnKind.NUMBER, "decimals": "0", "rolls_up": True}
    lines = kept + [dict(empty) for _ in range(MORE_COLUMNS if kept else 6)]
    return [{**line, "index": index} for index, line in enumerate(lines)]


def rule_lines(design: Design | None, posted: Mapping[str, str] | None) -> list[dict[str, Any]]:
    """Return the lines of the table of rules."""
    if posted is not None:
        count = int(posted.get("rule_count") or 0)
        return [
            {
                name: posted.get(f"rule{index}_{name}", "")
                for name in ("kind", "column", "others", "low", "high")
            }
            | {"index": index, "is_strict": bool(posted.get(f"rule{index}_is_strict"))}
            for index in range(min(count, 60))
        ]
    names = {column.code: column.name for column in design.columns} if design else {}
    kept = [
        {
            "kind": rule.kind,
            "column": names.get(rule.column, ""),
            "others": "、".join(names.get(code, "") for code in rule.others),
            "low": rule.low,
            "high": rule.high,
            "is_strict": rule.is_strict,
        }
        for rule in (design.rules if design else ())
    ]
    lines: list[dict[str, Any]] = kept + [{"is_strict": True} for _ in range(MORE_RULES)]
    return [{**line, "index": index} for index, line in enumerate(lines)]


def read_columns(lines: list[dict[str, Any]]) -> list[Column]:
    """Return the columns of the lines that have a name; new ones get a code of their own."""
    used = {line.get("code") for line in lines if line.get("code")}
    found = []
    number = 0
    for line in lines:
        name = str(line.get("name") or "").strip()
        if not name:
            continue
        code = str(line.get("code") or "")
        while not code or (code in used and not line.get("code")):
            number += 1
            code = f"c{number}"
        used.add(code)
        kind = line.get("kind") if line.get("kind") in ColumnKind.values else ColumnKind.NUMBER
        more = str(line.get("more") or "").strip()
        digits = str(line.get("decimals") or "0")
        found.append(
            Column(
                code=code[:40],
                name=name[:60],
                kind=str(kind),
                unit=str(line.get("unit") or "").strip()[:20],
                is_required=bool(line.get("is_required")),
                rolls_up=bool(line.get("rolls_up")),
                choices=tuple(_words(more)) if kind == ColumnKind.CHOICE else (),
                formula=more if kind == ColumnKind.FORMULA else "",
                source=str(line.get("source") or "") if kind == ColumnKind.PLATFORM else "",
                decimals=min(int(digits), 4) if digits.isdigit() else 0,
            )
        )
    return found


def read_rules(lines: list[dict[str, Any]], columns: list[Column]) -> list[Rule]:
    """Return the rules of the lines that name a column; an unknown name stays and is refused."""
    codes = {column.name: column.code for column in columns}
    found = []
    for line in lines:
        column = str(line.get("column") or "").strip()
        if not column or line.get("kind") not in RuleKind.values:
            continue
        found.append(
            Rule(
                kind=str(line["kind"]),
                column=codes.get(column, column),
                others=tuple(codes.get(word, word) for word in _words(str(line.get("others")))),
                low=_plain_number(line.get("low")),
                high=_plain_number(line.get("high")),
                is_strict=bool(line.get("is_strict")),
            )
        )
    return found


def _words(text: str) -> list[str]:
    return [word.strip() for word in _SEPARATOR.split(text) if word.strip()]


def _plain_number(value: Any) -> str:
    text = str(value or "").strip()
    return text if re.fullmatch(r"-?\d+(\.\d+)?", text) else ""


def source_choices() -> list[tuple[str, Any]]:
    """Return what the platform can fill in."""
    return [(source.code, source.name) for source in all_sources()]
