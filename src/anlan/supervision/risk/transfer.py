"""Risk lists as tables: import with preview, one row a control; merged cells are filled down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.transfer import (
    CellError,
    ChoiceColumn,
    Importer,
    LookupColumn,
    TextColumn,
    register_import,
)
from anlan.supervision.enterprises.public import find_enterprise
from anlan.supervision.risk.choices import ControlCategory, ControlLevel, Level, Method, Period
from anlan.supervision.risk.models import AccidentKind, Control
from anlan.supervision.risk.papers import scale_values
from anlan.supervision.risk.permissions import IMPORT
from anlan.supervision.risk.services.importing import find_line, import_line, update_line

LEVEL_WORDS = {"红": 1, "橙": 2, "黄": 3, "蓝": 4, "重大": 1, "较大": 2, "一般": 3, "低": 4}
CATEGORY_WORDS = {
    "工程": "engineering",
    "维护": "maintenance",
    "人员": "management",
    "操作": "management",
    "管理": "management",
    "培训": "training",
    "教育": "training",
    "防护": "protection",
    "应急": "emergency",
}
CONTROL_WORDS = {"公司": "company", "厂": "company", "车间": "workshop", "部": "workshop"} | {
    "班组": "team",
    "岗位": "post",
}
PERIOD_WORDS = {
    "班": "shift",
    "日": "daily",
    "天": "daily",
    "周": "weekly",
    "月": "monthly",
    "季": "quarterly",
}
METHOD_WORDS = {"矩阵": "LS", "直接": "DIRECT"}


class WordColumn(ChoiceColumn):
    """A choice found by a word in the cell, as enterprises write it."""

    words: Mapping[str, Any] = {}

    def clean(self, value: str, actor: Actor) -> Any:
        """Take the first word that occurs."""
        for word, found in self.words.items():
            if word in value:
                return found
        return super().clean(value, actor)


class LevelColumn(WordColumn):
    """A level as colour or word."""

    words = LEVEL_WORDS


class CategoryColumn(WordColumn):
    """A kind of measure."""

    words = CATEGORY_WORDS


class ControlLevelColumn(WordColumn):
    """A level of control."""

    words = CONTROL_WORDS


class PeriodColumn(WordColumn):
    """A period."""

    words = PERIOD_WORDS


class MethodColumn(WordColumn):
    """A method; LS, LEC, MES stand as they are."""

    words = METHOD_WORDS


class ScaleColumn(TextColumn):
    """Values on the scales of a method: ``L=3，S=4``."""

    def clean(self, value: str, actor: Actor) -> Any:
        """Read letter and number pairs."""
        found = re.findall(r"([A-Z])\s*[=＝:：]\s*([0-9.]+)", value.upper())
        if not found:
            raise CellError(gettext("write the values as L=3，S=4"))
        return {key: float(number) for key, number in found}


class AccidentColumn(TextColumn):
    """Kinds of accident by name, separated by 、 or commas; unknown ones are 其他伤害."""

    def clean(self, value: str, actor: Actor) -> Any:
        """Turn names into codes."""
        codes = {kind.name: kind.pk for kind in AccidentKind.objects.all()}
        names = [name for name in re.split(r"[、，,；;\s/]+", value) if name]
        return list(dict.fromkeys(codes.get(name, "20") for name in names))


def enterprise_of(text: str, actor: Actor) -> int | None:
    """The visible enterprise with this credit code."""
    found = find_enterprise(actor, uscc=text.strip().upper())
    return found.id if found else None


COLUMNS = (
    LookupColumn(
        "enterprise_id",
        _("unified social credit code"),
        aliases=("统一社会信用代码", "信用代码"),
        find=enterprise_of,
        help=_("empty: one's own enterprise"),
        example="91330825MA00000A1X",
    ),
    TextColumn(
        "object_name",
        _("object of risk analysis"),
        required=True,
        aliases=("安全风险分析对象", "分析对象", "风险点", "区域", "装置"),
        example="甲醇储罐区",
    ),
    TextColumn(
        "unit_name",
        _("risk unit"),
        required=True,
        aliases=("安全风险分析单元", "分析单元", "单元", "设备设施"),
        example="1号甲醇储罐",
    ),
    TextColumn(
        "event_name",
        _("risk event"),
        required=True,
        aliases=("安全风险事件", "风险事件", "危险源", "作业步骤"),
        example="储罐泄漏遇点火源发生火灾",
    ),
    TextColumn("cause", _("hazardous factors"), aliases=("主要危险因素", "危险因素", "潜在危害")),
    AccidentColumn(
        "accident_kinds",
        _("kinds of accident"),
        aliases=("可能导致的事故", "事故类型", "可能发生的事故类型"),
        example="火灾、中毒和窒息",
    ),
    MethodColumn(
        "method", _("method"), choices=Method.choices, aliases=("评价方法",), example="LS"
    ),
    ScaleColumn("inherent_inputs", _("values before controls"), aliases=("固有取值",)),
    ScaleColumn("residual_inputs", _("values with controls"), aliases=("剩余取值",)),
    LevelColumn(
        "inherent_level", _("inherent level"), choices=Level.choices, aliases=("固有等级",)
    ),
    LevelColumn(
        "residual_level",
        _("residual level"),
        choices=Level.choices,
        aliases=("剩余等级", "风险等级", "风险级别"),
        example="黄",
    ),
    CategoryColumn(
        "category",
        _("category"),
        choices=ControlCategory.choices,
        aliases=("措施分类", "措施类别"),
        example="工程技术",
    ),
    TextColumn(
        "description",
        _("measure"),
        required=True,
        max_length=1000,
        aliases=("管控措施", "控制措施"),
        example="可燃气体报警器完好并联锁",
    ),
    ControlLevelColumn(
        "control_level",
        _("level of control"),
        choices=ControlLevel.choices,
        aliases=("管控层级",),
        example="车间级",
    ),
    TextColumn("department", _("responsible department"), aliases=("责任部门", "责任单位")),
    TextColumn(
        "check_content", _("what is checked"), max_length=1000, aliases=("检查内容", "排查内容")
    ),
    PeriodColumn(
        "period",
        _("checking period"),
        choices=Period.choices,
        aliases=("检查周期", "排查周期"),
        example="每日",
    ),
)


def _enterprise(values: Mapping[str, Any], actor: Actor) -> int:
    found = values.get("enterprise_id")
    if found is None and actor.organisation_id is not None:
        own = find_enterprise(actor, organisation_id=actor.organisation_id)
        found = own.id if own else None
    if found is None:
        raise CellError(gettext("write the credit code of the enterprise"))
    return int(found)


def find(values: Mapping[str, Any], actor: Actor) -> Control | None:
    """The control of the row, when the enterprise has it."""
    return find_line(_enterprise(values, actor), values, actor)


def create(values: Mapping[str, Any], actor: Actor) -> Control:
    """Add the line of a row."""
    enterprise_id = _enterprise(values, actor)
    return import_line(enterprise_id=enterprise_id, values=values, actor=actor)


def update(control: Control, values: Mapping[str, Any], actor: Actor) -> Control:
    """Bring a control up to its row."""
    return update_line(control_id=control.pk, values=values, actor=actor)


def export(actor: Actor) -> Iterator[Sequence[Any]]:
    """Every control of one's area in the columns of the import."""
    kinds = dict(AccidentKind.objects.values_list("pk", "name"))
    rows = (
        visible(Control, actor)
        .filter(is_retired=False, unit__is_retired=False)
        .select_related("enterprise", "unit__risk_object", "event__method")
        .order_by("enterprise_id", "unit_id", "event_id", "code")
    )
    for control in rows.iterator(chunk_size=500):
        event = control.event
        yield (
            control.enterprise.uscc,
            control.unit.risk_object.name,
            control.unit.name,
            event.name,
            event.cause,
            "、".join(kinds.get(code, code) for code in event.accident_kinds),
            event.method.method if event.method else "",
            scale_values(event.inherent_inputs),
            scale_values(event.residual_inputs),
            event.inherent_level,
            event.residual_level,
            str(control.get_category_display()),
            control.description,
            str(control.get_control_level_display()),
            control.department,
            control.check_content,
            str(control.get_period_display()),
        )


RISK_LIST = register_import(
    Importer(
        name="risk_list",
        title=_("Risk list"),
        permission=IMPORT,
        columns=COLUMNS,
        find=find,
        create=create,
        update=update,
        export=export,
        list_url_name="risk:list",
        help=_("One row a control; cells merged over several rows count for each of them."),
    )
)
