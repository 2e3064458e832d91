"""The plan an enterprise wrote from a template and filed, and a township's that is in force."""

from __future__ import annotations

from anlan.command.plans.models import Plan
from anlan.command.plans.services.approving import accept_filing, file_plan
from anlan.command.plans.services.care import acknowledge
from anlan.command.plans.services.owners import list_owners
from anlan.command.plans.services.plans import publish_plan
from anlan.command.plans.services.templating import create_from_template, find_template, propose
from anlan.demonstration.loader.book import Book
from anlan.demonstration.loader.duty import actor_of
from anlan.kernel import clock
from anlan.kernel.actor import Actor

#: Days ago: written and put into force, handed in for filing, filing accepted.
WRITTEN, HANDED_IN, ACCEPTED = 40, 33, 29
REASON = "演示预案，启用前核对"


def write_unit_plans(book: Book) -> None:
    """Write both as their own people would; without accounts there is nobody to write them."""
    manager, officer = actor_of("enterprise_manager"), actor_of("township_officer")
    commander, bureau = actor_of("commander"), actor_of("bureau_officer")
    if manager is None or officer is None or commander is None or bureau is None:
        return
    with clock.freeze(book.days_ago(WRITTEN)) as moving:
        plan = _written("hazardous_chemicals", manager)
        town = _written("township", officer)
        if town is not None:
            _publish(town, officer, commander)
        if plan is not None:
            _publish(plan, manager, manager)
            moving.advance(days=WRITTEN - HANDED_IN)
            record = file_plan(plan_id=plan.pk, actor=manager, note="附评审意见和专家签字（演示）")
            moving.advance(days=HANDED_IN - ACCEPTED)
            accept_filing(record_id=record.pk, with_whom="龙游县应急管理局", actor=bureau)
    book.counts[Plan._meta.label] += (plan is not None) + (town is not None)


def _written(code: str, actor: Actor) -> Plan | None:
    """Return a draft from a template for the first place or unit of the actor that it fits."""
    template = find_template(code)
    owner = next((o for o in list_owners(actor) if template.fits(o)), None)
    if owner is None:
        return None
    plan = create_from_template(
        template_code=code,
        owner_key=owner.key,
        people=propose(template, owner, actor),
        actor=actor,
    )
    Plan.objects.filter(pk=plan.pk).update(is_demonstration=True)
    return plan


def _publish(plan: Plan, writer: Actor, publisher: Actor) -> None:
    acknowledge(plan_id=plan.pk, actor=writer, reason=REASON)
    publish_plan(plan_id=plan.pk, actor=publisher)
