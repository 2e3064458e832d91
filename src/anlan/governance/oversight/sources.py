"""From what a document is drawn up in one step: the facts of an object, the unit, the kind.

A source turns an object of another app into the beginnings of a document; None: there is no reason
for one. What each app tells comes through its door.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from anlan.base.organisations.public import list_organisations
from anlan.governance.commitments.public import list_commitments
from anlan.governance.indicators.public import indicator_states
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import get_visible
from anlan.supervision.enterprises.public import list_enterprises
from anlan.supervision.hazards.public import get_hazard

#: Overdue longer than so many days: an order instead of a reminder.
ORDER_AFTER_DAYS = 7


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a document starts with."""

    kind: str
    organisation_id: int | None
    label: str
    reason: str
    facts: tuple[tuple[str, str], ...] = field(default=())
    is_listed: bool = False


Source = Callable[[Any, Actor], Beginning | None]
SOURCES: dict[str, Source] = {}


def source(model: str) -> Callable[[Source], Source]:
    """Register the source of one model, ``app_label.Model``."""

    def register(function: Source) -> Source:
        SOURCES[model] = function
        return function

    return register


def find_subject(model: str, key: str, actor: Actor) -> Model:
    """Return the visible object a document is to be drawn up about, or raise ``NotVisible``."""
    if model not in SOURCES:
        raise NotVisible
    found: Model = get_visible(apps.get_model(model), key, actor=actor)
    return found


def beginning_of(subject: Model, actor: Actor) -> Beginning | None:
    """Return what a document about an object starts with, or None."""
    found = SOURCES.get(subject._meta.label)
    return found(subject, actor) if found is not None else None


@source("commitments.Commitment")
def of_commitment(subject: Any, actor: Actor) -> Beginning | None:
    """An overdue commitment: reminded at first, ordered when it is a week late."""
    rows = list_commitments(
        actor, source_model=subject.source_model, source_ids=[subject.source_id]
    )
    info = next((row for row in rows if row.id == subject.pk), None)
    if info is None or not info.is_overdue:
        return None
    late = (clock.today() - info.deadline).days if info.deadline else 0
    facts = [("牵头单位", info.lead_name), ("进展", f"{info.progress}%")]
    if info.deadline:
        facts += [("完成期限", f"{info.deadline:%Y-%m-%d}"), ("逾期", f"{late}日")]
    if info.problem:
        facts.append(("存在问题", info.problem))
    return Beginning(
        kind="order" if late > ORDER_AFTER_DAYS else "reminder",
        organisation_id=info.lead_id,
        label=f"“{info.title}”任务逾期",
        reason=f"你单位牵头的“{info.title}”未按期完成"
        + (f"，期限为{info.deadline:%Y年%m月%d日}，已逾期{late}日" if info.deadline else "")
        + f"，目前进展{info.progress}%。",
        facts=tuple(facts),
    )


@source("indicators.Indicator")
def of_indicator(subject: Any, actor: Actor) -> Beginning | None:
    """An indicator that is missed or at risk."""
    states = indicator_states(actor, on=clock.today(), organisation_id=subject.organisation_id)
    info = next((row for row in states if row.id == subject.pk), None)
    if info is None or info.state not in ("missed", "at_risk"):
        return None
    facts = [("目标", info.target_words), ("状态", info.state_label)]
    if info.actual is not None:
        facts.append(("目前值", f"{info.actual:g}{info.unit}"))
    if info.forecast is not None:
        facts.append(("预计期末", f"{info.forecast:.3g}{info.unit}"))
    return Beginning(
        kind="order" if info.state == "missed" else "reminder",
        organisation_id=info.organisation_id,
        label=f"指标“{info.name}”偏离目标",
        reason=f"你单位负责的指标“{info.name}”（目标：{info.target_words}）偏离目标。{info.reason}",
        facts=tuple(facts),
    )


@source("hazards.Hazard")
def of_hazard(subject: Any, actor: Actor) -> Beginning | None:
    """A hazard that is late; a major one is put under listed supervision by an order."""
    info = get_hazard(subject.pk, actor)
    if not info.is_open or not info.is_overdue:
        return None
    firms = list_enterprises(actor, [info.enterprise_id]) if info.enterprise_id else []
    due = timezone.localtime(info.due_at) if info.due_at else None
    word = "重大事故隐患" if info.is_major else "事故隐患"
    return Beginning(
        kind="order",
        organisation_id=firms[0].organisation_id
        if firms
        else unit_of_region(info.region_code, actor),
        label=f"{word}{info.number}逾期未整改",
        reason=f"{word}“{info.title}”（{info.number}）逾期未整改"
        + (f"，整改期限为{due:%Y年%m月%d日}" if due else "")
        + "。",
        facts=(
            ("隐患编号", info.number),
            ("单位或地点", firms[0].name if firms else info.place),
            ("当前状态", info.state_label),
        ),
        is_listed=info.is_major,
    )


@source("accidents.Accident")
def of_accident(subject: Any, actor: Actor) -> Beginning | None:
    """A registered accident: its unit is interviewed."""
    firms = list_enterprises(actor, [subject.enterprise_id]) if subject.enterprise_id else []
    at = timezone.localtime(subject.occurred_at)
    return Beginning(
        kind="interview",
        organisation_id=firms[0].organisation_id
        if firms
        else unit_of_region(subject.region_id, actor),
        label=f"事故{subject.number}",
        reason=f"{at:%Y年%m月%d日}发生“{subject.title}”，死亡{subject.deaths}人。",
        facts=(("事故编号", subject.number), ("死亡人数", str(subject.deaths))),
    )


@source("natural_hazards.IncomingWarning")
def of_warning(subject: Any, actor: Actor) -> Beginning | None:
    """A warning in force that a unit does not answer: the officer names the unit."""
    if subject.state != "in_force":
        return None
    return Beginning(
        kind="reminder",
        organisation_id=None,
        label=f"“{subject.headline}”响应",
        reason=f"“{subject.headline}”发布后，你单位尚未反馈预警响应情况。",
        facts=(("发布时间", f"{timezone.localtime(subject.sent_at):%Y-%m-%d %H:%M}"),),
    )


def unit_of_region(region_code: str, actor: Actor) -> int | None:
    """Return the township that answers for a place."""
    towns = list_organisations(actor, kinds=("township",), region_prefix=region_code[:9])
    return towns[0].id if towns else None
