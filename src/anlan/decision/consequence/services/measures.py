"""Orders and papers from the zones of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.documents.public import DocumentInfo, render_document
from anlan.command.responses.public import (
    GroupInfo,
    get_active_response,
    issue_order,
    list_groups,
    official_language,
)
from anlan.decision.consequence.models import ConsequenceRun
from anlan.decision.consequence.papers import sheet_context
from anlan.decision.consequence.permissions import RUN
from anlan.decision.consequence.selectors.exposure import domino_targets, exposure_of
from anlan.decision.consequence.selectors.measures import Measures, measures_of
from anlan.decision.consequence.selectors.warning import cap_of, draft_of
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import get_visible, require

#: What an order says at most.
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class ProposedOrder:
    """An order that follows from the zones; ``group_id`` is the group whose duties fit best."""

    key: str
    title: str
    instruction: str
    due_minutes: int
    group_id: int | None


#: Words in the name or duties of the group that an order suits, best first.
SUITED = {
    "evacuate": ("疏散", "转移", "撤离", "治安", "警戒"),
    "cordon": ("警戒", "治安", "交通", "公安"),
    "shelter": ("安置", "避灾", "保障", "后勤", "民政"),
    "warn": ("宣传", "新闻", "信息", "通信", "综合"),
    "measure": ("监测", "环境", "环保", "专家"),
}


def _group(key: str, groups: Sequence[GroupInfo]) -> int | None:
    for word in SUITED[key]:
        for group in groups:
            if word in group.name:
                return group.id
    for word in SUITED[key]:
        for group in groups:
            if word in group.duties:
                return group.id
    return groups[0].id if groups else None


def propose_orders(
    run: ConsequenceRun, measures: Measures, groups: Sequence[GroupInfo]
) -> list[ProposedOrder]:
    """Return the orders that follow from a run, in the officials' own words."""
    reach = {zone.kind: zone.reach_m for zone in run.zones.all() if zone.kind}
    inner = max(reach.get(1, 0.0), reach.get(2, 0.0))
    names = "、".join(e.row.found.name for e in measures.evacuation)
    orders = []
    if measures.evacuation:
        orders.append(
            (
                "evacuate",
                "组织危险区群众撤离",
                f"撤离{measures.people}人：{names}。向上风向、侧风向撤离。",
                30,
            )
        )
    if inner > 0:
        orders.append(
            (
                "cordon",
                "设置警戒区",
                f"以泄漏点为中心，下风向{inner:.0f}米设置警戒，禁止无关人员和车辆进入。",
                15,
            )
        )
    sheltered = [s for s in measures.shelters if s.taken]
    if sheltered:
        text = "；".join(f"{s.name}{s.taken}人" for s in sheltered)
        orders.append(("shelter", "开放避灾安置场所", f"开放并接收：{text}。", 30))
    orders.append(
        ("warn", "审核发布预警信息", "按预警信息草稿审核签发，逐个电话通知重点场所。", 15)
    )
    if run.scenario in ("toxic", "flammable"):
        orders.append(
            (
                "measure",
                "下风向浓度监测",
                "在各区边界监测浓度和风向，风向变化立即报告并重新计算。",
                20,
            )
        )
    return [
        ProposedOrder(key, title, text[:LONGEST], due, _group(key, groups))
        for key, title, text, due in orders
    ]


@transaction.atomic
def order_measures(*, run_id: int, chosen: dict[str, int], actor: Actor) -> list[int]:
    """Give the chosen orders (key → group) to the response of the run's incident.

    Returns the ids of the tasks. Raises ``WrongState`` when no response runs; rights over the
    response are those of its own orders.
    """
    run = get_visible(ConsequenceRun, run_id, actor=actor)
    require(actor, RUN, run)
    response = get_active_response(run.incident_id) if run.incident_id is not None else None
    if response is None:
        raise WrongState(_("No response to this incident is running. Activate a plan first."))
    measures = measures_of(run, exposure_of(run, actor), actor)
    proposed = {o.key: o for o in propose_orders(run, measures, list_groups(response.id))}
    if not chosen or not chosen.keys() <= proposed.keys():
        raise InvalidInput(fields={"orders": _("Choose at least one order.")})
    tasks = []
    for key, group_id in chosen.items():
        order = proposed[key]
        task = issue_order(
            response_id=response.id,
            group_id=group_id,
            title=order.title,
            instruction=order.instruction,
            due_minutes=order.due_minutes,
            actor=actor,
        )
        tasks.append(task.pk)
    audit(actor, "consequence.run.ordered", run, after={"orders": list(chosen), "tasks": tasks})
    return tasks


@transaction.atomic
def draft_warning(*, run_id: int, actor: Actor) -> bytes:
    """Return the CAP draft of a run; taking it out is recorded."""
    run = get_visible(ConsequenceRun, run_id, actor=actor)
    content = cap_of(run, exposure_of(run, actor))
    audit(actor, "consequence.run.warned", run, after={"bytes": len(content)})
    return content


@transaction.atomic
def write_sheet(*, run_id: int, actor: Actor) -> DocumentInfo:
    """Write the first-hour sheet of a run as a Word paper."""
    run = get_visible(ConsequenceRun, run_id, actor=actor)
    require(actor, RUN, run)
    exposure = exposure_of(run, actor)
    measures = measures_of(run, exposure, actor)
    with official_language():
        context: dict[str, Any] = sheet_context(
            run,
            exposure,
            measures,
            draft_of(run, exposure),
            domino_targets(run, actor),
        )
    document = render_document(
        template_code="consequence.first_hour",
        context=context,
        subject=run,
        actor=actor,
        title=f"{run.chemical.name}事故首小时处置单",
    )
    audit(actor, "consequence.run.sheet", run, after={"number": document.number})
    return document
