"""Groups, tasks, resources: who does it, until when, with what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from anlan.command.plans.choices import PlanKind, ResourceKind
from anlan.command.plans.gaps.findings import ERROR, WARNING, Gap
from anlan.command.plans.models import Plan, PlanGroup, PlanLevel, PlanResource

#: Acts that need something the plan must count on: the kinds of resource that answer them.
NEEDS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (
        re.compile(r"搜救|扑救|灭火|堵漏|抢险|破拆|切断泄漏|排险|封堵"),
        (ResourceKind.CAPABILITY, ResourceKind.SUPPLY),
    ),
    (re.compile(r"救治|医疗|急救|洗消"), (ResourceKind.CAPABILITY, ResourceKind.SUPPLY)),
    (re.compile(r"安置|避难"), (ResourceKind.SHELTER, ResourceKind.SUPPLY)),
    (re.compile(r"专家|会诊|技术支持"), (ResourceKind.EXPERT, ResourceKind.CAPABILITY)),
    (
        re.compile(r"应急通信|通信保障|卫星电话"),
        (ResourceKind.COMMUNICATION, ResourceKind.CAPABILITY),
    ),
)


def check(
    plan: Plan,
    levels: Sequence[PlanLevel],
    groups: Sequence[PlanGroup],
    resources: Sequence[PlanResource],
) -> Iterator[Gap]:
    """Yield what is missing in groups, tasks and resources."""
    if plan.kind == PlanKind.POINT:
        return
    if not levels:
        yield Gap("no_level", ERROR, _("The plan has no response level."), _("Add the levels."))
    if not groups:
        yield Gap("no_group", ERROR, _("The plan has no command group."), _("Add the groups."))
    tasks = [(group, task) for group in groups for task in group.tasks.all()]
    if groups and not tasks:
        yield Gap("no_task", ERROR, _("The plan has no task."), _("Add tasks to the groups."))
    for group in groups:
        yield from _group(group)
    kinds = {resource.kind for resource in resources}
    longest = {level.level: level.expected_hours * 60 for level in levels}
    for group, task in tasks:
        if task.deadline_minutes is None:
            yield Gap(
                "no_deadline",
                ERROR,
                _("“%(task)s” of %(group)s has no deadline.")
                % {"task": task.title, "group": group.name},
                _("Write down within how many minutes it must be done."),
                "task",
                task.pk,
                f"{group.name}/{task.code}",
            )
        limit = max((longest[n] for n in longest if n <= task.from_level), default=None)
        if limit is not None and (task.deadline_minutes or 0) > limit:
            yield Gap(
                "late_deadline",
                WARNING,
                _("“%(task)s” is due later than the response is expected to last.")
                % {"task": task.title},
                _("Shorten the deadline, or lengthen the expected duration of the level."),
                "task",
                task.pk,
                f"{group.name}/{task.code}",
            )
    for pattern, answers in NEEDS:
        asking = next((t for _g, t in tasks if pattern.search(t.title + t.instruction)), None)
        if asking is not None and kinds.isdisjoint(answers):
            yield Gap(
                "no_resource",
                WARNING,
                _("“%(task)s” needs means the plan does not name: %(kinds)s.")
                % {
                    "task": asking.title,
                    "kinds": "、".join(str(ResourceKind(kind).label) for kind in answers),
                },
                _("Add what the plan counts on for it."),
                "task",
                asking.pk,
                pattern.pattern[:40],
            )


def _group(group: PlanGroup) -> Iterator[Gap]:
    if not group.lead_name.strip():
        yield Gap(
            "no_lead",
            ERROR,
            _("%(group)s has no lead: nobody owns its tasks.") % {"group": group.name},
            _("Write down the leading organisation."),
            "group",
            group.pk,
            group.name,
        )
    if not group.tasks.all():
        yield Gap(
            "group_without_task",
            WARNING,
            _("%(group)s has no task.") % {"group": group.name},
            _("Add its tasks, or take the group out."),
            "group",
            group.pk,
            group.name,
        )
