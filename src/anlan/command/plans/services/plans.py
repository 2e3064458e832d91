"""Keeping the plan library: load, publish, revise, expire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.plans.choices import UNDER_WAY, PlanState
from anlan.command.plans.events import PlanExpired, PlanPublished, PlanRevised
from anlan.command.plans.models import (
    Plan,
    PlanAcknowledgement,
    PlanContact,
    PlanGroup,
    PlanLevel,
    PlanPoint,
    PlanRecord,
    PlanResource,
    PlanSection,
    PlanTask,
    PlanTrigger,
)
from anlan.command.plans.permissions import CHANGE
from anlan.command.plans.services.approving import tell_published
from anlan.command.plans.services.care import start_clocks, stop_clocks
from anlan.command.plans.states import PLAN
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission

PLAN_FIELDS = (
    "name",
    "kind",
    "incident_kinds",
    "purpose",
    "principles",
    "source",
    "legal_basis",
    "is_verified",
    "is_demonstration",
)


@transaction.atomic
def load_plan(*, content: Mapping[str, Any], actor: Actor) -> Plan:
    """Bring a plan written as data into the library; loading it again changes nothing.

    A published version is never rewritten: a changed text comes with a higher ``version``.
    """
    require_permission(actor, CHANGE)
    code, version = content["code"], int(content.get("version", 1))
    existing = Plan.objects.filter(code=code, version=version).first()
    if existing is not None:
        return existing
    plan = Plan(
        code=code,
        version=version,
        issued_on=_day(content.get("issued_on")),
        review_due_on=_day(content.get("review_due_on")),
        **{name: content[name] for name in PLAN_FIELDS if name in content},
    )
    require(actor, CHANGE, plan)
    plan.save()
    write_content(plan, content, actor)
    audit(actor, "plans.plan.loaded", plan, after={"code": code, "version": version})
    return plan


def write_content(plan: Plan, content: Mapping[str, Any], actor: Actor) -> None:
    """Write levels, groups, tasks, means, contacts, chapters and the point of a plan from data."""
    levels = content.get("levels", ())
    made = PlanLevel.objects.bulk_create(
        PlanLevel(plan=plan, **_without(level, "triggers")) for level in levels
    )
    PlanTrigger.objects.bulk_create(
        PlanTrigger(level=row, **condition)
        for row, level in zip(made, levels, strict=True)
        for condition in level["triggers"]
    )
    groups = content.get("groups", ())
    parents = PlanGroup.objects.bulk_create(
        PlanGroup(plan=plan, sort_order=order * 10, **_without(group, "tasks"))
        for order, group in enumerate(groups, 1)
    )
    PlanTask.objects.bulk_create(
        PlanTask(group=parent, sort_order=number * 10, **task)
        for parent, group in zip(parents, groups, strict=True)
        for number, task in enumerate(group["tasks"], 1)
    )
    PlanResource.objects.bulk_create(
        PlanResource(plan=plan, **resource) for resource in content.get("resources", ())
    )
    PlanContact.objects.bulk_create(
        PlanContact(plan=plan, sort_order=number * 10, **contact)
        for number, contact in enumerate(content.get("contacts", ()), 1)
    )
    PlanSection.objects.bulk_create(
        PlanSection(plan=plan, sort_order=number * 10, **section)
        for number, section in enumerate(content.get("sections", ()), 1)
    )
    PlanRecord.objects.bulk_create(
        PlanRecord(plan=plan, by_name=actor.display_name[:100], **record)
        for record in content.get("records", ())
    )
    if "point" in content:
        PlanPoint.objects.create(plan=plan, **content["point"])


def _without(content: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != key}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@transaction.atomic
def publish_plan(*, plan_id: int, actor: Actor) -> Plan:
    """Put a draft into force; the version in force before it goes out of force."""
    plan = get_visible(Plan, plan_id, actor=actor, lock=True)
    for older in Plan.objects.select_for_update().filter(code=plan.code, state=PlanState.PUBLISHED):
        PLAN.fire(older, "expire", actor=actor, reason=f"v{plan.version}")
        stop_clocks(older, actor, reason=f"v{plan.version}")
        audit(actor, "plans.plan.expired", older, reason=f"v{plan.version}")
        emit(PlanExpired(older.pk, older.code, older.version), actor)
    PLAN.fire(plan, "publish", actor=actor)
    if plan.issued_on is None:
        plan.issued_on = clock.today()
        plan.save(update_fields=["issued_on", "updated_at"])
    start_clocks(plan, actor)
    audit(actor, "plans.plan.published", plan, after={"version": plan.version})
    emit(PlanPublished(plan.pk, plan.code, plan.version), actor)
    tell_published(plan, actor)
    return plan


@transaction.atomic
def expire_plan(*, plan_id: int, actor: Actor, reason: str) -> Plan:
    """Take a plan out of force; it can no longer be started, running responses go on."""
    plan = get_visible(Plan, plan_id, actor=actor, lock=True)
    PLAN.fire(plan, "expire", actor=actor, reason=reason)
    stop_clocks(plan, actor, reason=reason)
    audit(actor, "plans.plan.expired", plan, reason=reason)
    emit(PlanExpired(plan.pk, plan.code, plan.version), actor)
    return plan


@transaction.atomic
def revise_plan(*, plan_id: int, actor: Actor) -> Plan:
    """Begin a revision: a draft with the next version number and the whole structure copied."""
    plan = get_visible(Plan, plan_id, actor=actor, lock=True)
    require(actor, CHANGE, plan)
    versions = Plan.objects.filter(code=plan.code)
    if versions.filter(state__in=UNDER_WAY).exists():
        raise WrongState(_("A revision of this plan has been begun already."))
    newest = max(versions.values_list("version", flat=True))
    draft: Plan = _copy(
        plan, version=newest + 1, state=PlanState.DRAFT, issued_on=None, returned_reason=""
    )
    triggers: list[PlanTrigger] = []
    for level in plan.levels.prefetch_related("triggers"):
        old = list(level.triggers.all())
        new_level = _copy(level, plan=draft)
        triggers += [_unsaved(t, level=new_level) for t in old]
    PlanTrigger.objects.bulk_create(triggers)
    tasks: list[PlanTask] = []
    for group in plan.groups.prefetch_related("tasks"):
        old_tasks = list(group.tasks.all())
        new_group = _copy(group, plan=draft)
        tasks += [_unsaved(t, group=new_group) for t in old_tasks]
    PlanTask.objects.bulk_create(tasks)
    PlanResource.objects.bulk_create([_unsaved(r, plan=draft) for r in plan.resources.all()])
    PlanContact.objects.bulk_create([_unsaved(c, plan=draft) for c in plan.contacts.all()])
    PlanSection.objects.bulk_create([_unsaved(s, plan=draft) for s in plan.sections.all()])
    for point in PlanPoint.objects.filter(plan=plan):
        _copy(point, plan=draft)
    # A warning somebody took upon himself stays known while its matter stays.
    PlanAcknowledgement.objects.bulk_create(
        [_unsaved(a, plan=draft) for a in plan.acknowledgements.all()]
    )
    audit(actor, "plans.plan.revised", draft, before={"version": plan.version})
    emit(PlanRevised(draft.pk, plan.pk, draft.version), actor)
    return draft


def _unsaved(row: Any, **changes: Any) -> Any:
    values = {
        f.attname: getattr(row, f.attname)
        for f in row._meta.concrete_fields
        if not f.primary_key and f.attname not in ("created_at", "updated_at")
    }
    for name, value in changes.items():
        values.pop(f"{name}_id", None)
        values[name] = value
    return type(row)(**values)


def _copy(row: Any, **changes: Any) -> Any:
    new = _unsaved(row, **changes)
    new.save()
    return new
