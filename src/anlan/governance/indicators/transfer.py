"""Import of values from Excel, and the same columns out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.governance.indicators.choices import Origin, ValueState
from anlan.governance.indicators.models import Indicator, IndicatorValue
from anlan.governance.indicators.permissions import REPORT
from anlan.governance.indicators.services.values import record_value
from anlan.kernel.actor import Actor
from anlan.kernel.policy import policy_of, visible
from anlan.kernel.transfer import (
    DateColumn,
    Importer,
    LookupColumn,
    NumberColumn,
    TextColumn,
    register_import,
)


def _indicator(text: str, actor: Actor) -> int | None:
    """The indicator of that number or exact name that the actor reports for."""
    rows = policy_of(Indicator).permitted(actor, REPORT).filter(is_active=True, measure_code="")
    if text.isdigit():
        return rows.filter(pk=int(text)).values_list("pk", flat=True).first()
    found = list(rows.filter(name=text).values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def _create(values: Mapping[str, Any], actor: Actor) -> IndicatorValue:
    given = {key: value for key, value in values.items() if value not in (None, "")}
    value = given.pop("value", None)
    return record_value(value=value, origin=Origin.IMPORT, actor=actor, **given)


def _export(actor: Actor) -> Iterable[Sequence[Any]]:
    rows = visible(IndicatorValue, actor).filter(
        state=ValueState.CURRENT, indicator__measure_code=""
    )
    for row in rows.select_related("indicator").order_by("indicator_id", "period_end"):
        yield (
            row.indicator.name,
            row.period_end,
            row.value,
            row.numerator,
            row.denominator,
            row.evidence,
            row.note,
        )


VALUES = register_import(
    Importer(
        name="indicator_values",
        title=_("Values of indicators"),
        permission=REPORT,
        columns=(
            LookupColumn(
                "indicator_id",
                _("Indicator"),
                required=True,
                aliases=("指标", "指标名称"),
                find=_indicator,
                example="特种设备定检率",
            ),
            DateColumn(
                "period_end",
                _("Last day of the period"),
                required=True,
                aliases=("期末", "截止日期", "统计截止日"),
                example="2026-09-30",
            ),
            NumberColumn("value", _("Value"), aliases=("完成值", "数值"), example="98.2"),
            NumberColumn("numerator", _("Numerator"), aliases=("分子",)),
            NumberColumn("denominator", _("Denominator"), aliases=("分母",)),
            TextColumn("evidence", _("Evidence"), max_length=300, aliases=("佐证", "佐证材料")),
            TextColumn("note", _("Reason or remark"), max_length=300, aliases=("备注", "说明")),
        ),
        create=_create,
        export=_export,
        help=_(
            "One row a period of an indicator; a value already there is replaced and kept, its "
            "correction needs a reason."
        ),
        list_url_name="indicators:values",
    )
)
