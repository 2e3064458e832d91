"""Test documents: the kinds, one of every row, a stage with everybody who takes part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import factory

from anlan.base.organisations.models import Person
from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.governance.oversight import reference
from anlan.governance.oversight.models import Answer, Order, OrderKind, Statement
from anlan.governance.responsibility.tests.factories import Government, set_government
from anlan.kernel import clock
from anlan.kernel.actor import Actor, Scope, system_actor
from anlan.kernel.testing.cast import make_actor
from anlan.supervision.enterprises.models import Enterprise


def load_reference() -> None:
    """Load kinds, clocks, approvals and forms."""
    reference.load(system_actor("tests"))


class OrderKindFactory(factory.django.DjangoModelFactory):
    """The order, as the reference tables bring it."""

    class Meta:
        model = OrderKind
        django_get_or_create: ClassVar = ("code",)

    code = "order"
    name = "督办单"
    issue_permission = "oversight.issue_order"
    approver = "office"
    legal_basis = "演示依据"


class OrderFactory(factory.django.DjangoModelFactory):
    """An order that was issued."""

    class Meta:
        model = Order

    kind = factory.SubFactory(OrderKindFactory)
    state = "issued"
    number = factory.Sequence(lambda n: f"演安委督〔2026〕{n + 1}号")
    title = "关于演示事项的督办单"
    organisation = factory.SubFactory(OrganisationFactory)
    office = factory.SubFactory(OrganisationFactory)
    reason = "演示事由"
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=10))
    issued_at = factory.LazyFunction(clock.now)
    drawn_up_by = "演示"
    drawn_up_by_id = "test:0"


class AnswerFactory(factory.django.DjangoModelFactory):
    """An answer."""

    class Meta:
        model = Answer

    order = factory.SubFactory(OrderFactory)
    text = "已整改"
    made_at = factory.LazyFunction(clock.now)
    made_by = "演示"


class StatementFactory(factory.django.DjangoModelFactory):
    """An appeal."""

    class Meta:
        model = Statement

    order = factory.SubFactory(OrderFactory)
    kind = "appeal"
    text = "情况说明"
    made_at = factory.LazyFunction(clock.now)
    made_by = "演示"


@dataclass
class Stage:
    """Who takes part: the office, its director, leaders, the clerk of the department, others."""

    made: Government
    clerk: Person
    office: Actor
    director: Actor
    leader: Actor
    principal: Actor
    unit: Actor
    other: Actor


def set_stage() -> Stage:
    """Bring reference, county government and people with their roles together."""
    load_reference()
    made = set_government()
    county = made.government.region
    bureau = OrganisationFactory(code="emergency", name="龙游县应急管理局", region=county)
    other = OrganisationFactory(name="龙游县商务局", region=county)
    clerk = PersonFactory(name="柳科长演示", organisation=made.department)
    region = Scope("region", "330825")

    def official(name: str, role: str, organisation_id: int, person: Person | None = None) -> Actor:
        scope = Scope("organisation", str(organisation_id)) if role[:4] == "depa" else region
        return make_actor(
            name,
            role=role,
            scope=scope,
            person_id=person.pk if person else None,
            organisation_id=organisation_id,
        )

    government = made.government.pk
    return Stage(
        made=made,
        clerk=clerk,
        office=official("办公室", "bureau_officer", bureau.pk),
        director=official("主任", "commander", bureau.pk),
        leader=official("卢副县长", "county_leader", government, made.leader),
        principal=official("钟县长", "county_leader", government, made.principal),
        unit=official("柳科长", "department_officer", made.department.pk, clerk),
        other=official("外部门", "department_officer", other.pk),
    )


def issue(stage: Stage, kind: str = "order", **values) -> Order:
    """Draw up a document and have it approved by everybody who must."""
    from anlan.base.workflow.public import approval_of, decide
    from anlan.governance.oversight.services.drawing import draw_up_order, submit_order

    order = draw_up_order(
        kind=kind,
        organisation_id=stage.made.department.pk,
        reason="客运站隐患未按期整改。",
        actor=stage.office,
        **values,
    )
    submit_order(order_id=order.pk, actor=stage.office)
    for who in (stage.director, stage.principal):
        approval = approval_of(order)
        if approval is not None and approval.is_running:
            decide(approval_id=approval.id, verdict="approve", actor=who)
    return Order.objects.get(pk=order.pk)


def access_world(samples):
    """An order to the enterprise asked for: its manager signs for it and answers."""
    order = OrderFactory(organisation=samples[Enterprise].organisation)
    return {"oversight/<int:pk>/": {"pk": order.pk, "name": "sign"}}
