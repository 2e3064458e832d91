"""Writing the library: scenarios, injects, expected actions; a scenario made from a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.drills.choices import InjectKind, Measure
from anlan.command.drills.events import ScenarioChanged
from anlan.command.drills.models import Scenario, ScenarioAction, ScenarioInject
from anlan.command.drills.permissions import EDIT_SCENARIO
from anlan.command.plans import public as plans
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require_permission

HEAD = (
    "code",
    "name",
    "incident_kind",
    "headline",
    "background",
    "facts",
    "minutes",
    "plan_id",
    "source",
    "is_active",
)
SCRIPT = ("minute", "kind", "addressee", "title", "text", "facts")
EXPECTATION = (
    "title",
    "unit",
    "group",
    "measure",
    "match",
    "within_minutes",
    "points",
    "basis",
)
#: Actions of a plan with a longer deadline than this lie beyond a drill. [min]
LONGEST_TASK = 24 * 60


def _written(scenario: Scenario, actor: Actor, **after: Any) -> None:
    audit(actor, "drills.scenario.written", scenario, after=after)
    emit(ScenarioChanged(scenario.pk), actor)


@transaction.atomic
def write_scenario(
    *, values: Mapping[str, Any], actor: Actor, scenario_id: int | None = None
) -> Scenario:
    """Add a scenario or change its head."""
    require_permission(actor, EDIT_SCENARIO)
    given = {name: values[name] for name in HEAD if name in values}
    same = Scenario.objects.filter(code=given.get("code", ""))
    if same.exclude(pk=scenario_id or 0).exists():
        raise InvalidInput(fields={"code": _("This code is used by another scenario.")})
    if scenario_id is None:
        scenario = Scenario.objects.create(**given)
    else:
        scenario = get_visible(Scenario, scenario_id, actor=actor, lock=True)
        for name, value in given.items():
            setattr(scenario, name, value)
        scenario.save()
    _written(scenario, actor, name=scenario.name)
    return scenario


def _part(model: Any, scenario_id: int, row_id: int | None, actor: Actor) -> tuple[Scenario, Any]:
    require_permission(actor, EDIT_SCENARIO)
    scenario = get_visible(Scenario, scenario_id, actor=actor, lock=True)
    if row_id is None:
        return scenario, model(scenario=scenario)
    row = model.objects.filter(scenario=scenario, pk=row_id).first()
    if row is None:
        raise NotVisible
    return scenario, row


@transaction.atomic
def write_inject(
    *, scenario_id: int, values: Mapping[str, Any], actor: Actor, inject_id: int | None = None
) -> ScenarioInject:
    """Add a piece of news to a scenario, or change it."""
    scenario, row = _part(ScenarioInject, scenario_id, inject_id, actor)
    for name in SCRIPT:
        if name in values:
            setattr(row, name, values[name])
    row.save()
    _written(scenario, actor, inject=row.title, minute=row.minute)
    return row  # type: ignore[no-any-return]


@transaction.atomic
def write_action(
    *, scenario_id: int, values: Mapping[str, Any], actor: Actor, action_id: int | None = None
) -> ScenarioAction:
    """Add an expected action to a scenario, or change it."""
    scenario, row = _part(ScenarioAction, scenario_id, action_id, actor)
    inject_id = values.get("inject_id")
    if inject_id and not scenario.injects.filter(pk=inject_id).exists():
        raise InvalidInput(fields={"inject_id": _("Choose an inject of this scenario.")})
    row.inject_id = inject_id or None
    for name in EXPECTATION:
        if name in values:
            setattr(row, name, values[name])
    row.save()
    _written(scenario, actor, action=row.title, points=row.points)
    return row  # type: ignore[no-any-return]


@transaction.atomic
def remove_part(*, scenario_id: int, part: str, row_id: int, actor: Actor) -> Scenario:
    """Take an inject or an expected action out of a scenario; drills planned before keep theirs."""
    models: dict[str, Any] = {"inject": ScenarioInject, "action": ScenarioAction}
    if part not in models:
        raise NotVisible
    scenario, row = _part(models[part], scenario_id, row_id, actor)
    words = str(row)
    row.delete()
    _written(scenario, actor, removed=words)
    return scenario


@transaction.atomic
def make_from_plan(*, plan_id: int, level: int, code: str, name: str, actor: Actor) -> Scenario:
    """Make a scenario from a plan in force: every task with a deadline is an expected action.

    Raises ``InvalidInput`` when the plan has no such level.
    """
    require_permission(actor, EDIT_SCENARIO)
    level_id = plans.find_level_of_plan(plan_id, level)
    if level_id is None:
        raise InvalidInput(fields={"level": _("The plan has no such level.")})
    template = plans.get_level(level_id)
    kind = next(iter(plans.incident_kinds_of(plan_id)), "other_accident")
    scenario = write_scenario(
        values={
            "code": code,
            "name": name,
            "incident_kind": kind,
            "headline": name,
            "background": template.conditions,
            "minutes": max(
                [t.deadline_minutes for t in template.tasks if t.deadline_minutes <= 240] or [90]
            ),
            "plan_id": plan_id,
            "source": f"{template.plan_name} · {template.label}",
        },
        actor=actor,
    )
    first = ScenarioInject.objects.create(
        scenario=scenario,
        minute=0,
        kind=InjectKind.CALL,
        title=name,
        text=template.conditions or name,
    )
    leads = {group.id: group for group in template.groups}
    ScenarioAction.objects.create(
        scenario=scenario,
        inject=first,
        title=f"启动{template.label}",
        measure=Measure.ACTIVATED,
        within_minutes=15,
        points=10,
        basis=template.plan_name,
    )
    ScenarioAction.objects.bulk_create(
        ScenarioAction(
            scenario=scenario,
            title=task.title,
            unit=leads[task.group_id].lead_name,
            group=leads[task.group_id].name,
            measure=Measure.DONE,
            match=task.title,
            within_minutes=task.deadline_minutes,
            points=5,
            basis=task.legal_basis or template.plan_name,
        )
        for task in template.tasks
        if task.deadline_minutes <= LONGEST_TASK
    )
    return scenario


@transaction.atomic
def load_scenario(*, content: Mapping[str, Any], actor: Actor) -> Scenario | None:
    """Bring a scenario written as data into the library; one that is there stays as it is."""
    if Scenario.objects.filter(code=content["code"]).exists():
        return None
    scenario = Scenario.objects.create(**{k: v for k, v in content.items() if k in HEAD})
    for inject in content["injects"]:
        row = ScenarioInject.objects.create(
            scenario=scenario, **{k: v for k, v in inject.items() if k != "actions"}
        )
        ScenarioAction.objects.bulk_create(
            ScenarioAction(scenario=scenario, inject=row, **action)
            for action in inject.get("actions", ())
        )
    ScenarioAction.objects.bulk_create(
        ScenarioAction(scenario=scenario, **action) for action in content.get("actions", ())
    )
    return scenario
