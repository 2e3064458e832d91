"""Who draws up, approves, receives and checks supervision documents, and who sees which."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.governance.oversight.choices import UNISSUED
from anlan.governance.oversight.models import Answer, Order, OrderKind, Statement
from anlan.governance.responsibility.public import is_principal
from anlan.kernel.actor import Actor, Scope
from anlan.kernel.policy import Action, CountyWide, Policy, policy, register_actions

M = TypeVar("M", bound=Model)

VIEW = "oversight.view_order"
VIEW_DRAFT = "oversight.view_draft"
VIEW_RESTRICTED = "oversight.view_restricted"
ISSUE = "oversight.issue_order"
ISSUE_GRAVE = "oversight.issue_grave"
APPROVE = "oversight.approve_order"
APPROVE_LEADER = "oversight.approve_as_leader"
APPROVE_PRINCIPAL = "oversight.approve_as_principal"
RECEIVE = "oversight.receive_order"
CHECK = "oversight.check_answer"
KEEP_KINDS = "oversight.keep_kinds"
#: What only the addressed unit itself may do, and what only the issuing office.
OF_UNIT = (RECEIVE,)

register_actions(
    Action(
        VIEW,
        _("read supervision documents"),
        roles=(
            "county_leader",
            "commander",
            "bureau_officer",
            "department_officer",
            "township_officer",
            "enterprise_manager",
            "auditor",
        ),
    ),
    Action(
        VIEW_DRAFT,
        _("read supervision documents not yet issued"),
        roles=("county_leader", "commander", "bureau_officer", "auditor"),
    ),
    Action(
        VIEW_RESTRICTED,
        _("read transfers to discipline inspection"),
        roles=("county_leader", "commander", "bureau_officer", "auditor"),
    ),
    Action(
        ISSUE,
        _("draw up reminders, supervision orders and interviews"),
        roles=("bureau_officer", "township_officer"),
    ),
    Action(
        ISSUE_GRAVE,
        _("draw up criticism, yellow card, veto and transfer"),
        roles=("bureau_officer",),
    ),
    Action(APPROVE, _("approve as director of the committee office"), roles=("commander",)),
    Action(
        APPROVE_LEADER,
        _("approve supervision documents as county leader"),
        roles=("county_leader",),
    ),
    Action(
        APPROVE_PRINCIPAL,
        _("approve veto and transfer as principal leader"),
        roles=("county_leader",),
    ),
    Action(
        RECEIVE,
        _("sign for and answer supervision documents"),
        roles=(
            "commander",
            "bureau_officer",
            "department_officer",
            "township_officer",
            "enterprise_manager",
        ),
    ),
    Action(
        CHECK,
        _("check answers to supervision documents"),
        roles=("bureau_officer", "township_officer"),
    ),
    Action(KEEP_KINDS, _("set the kinds of supervision document"), roles=("bureau_officer",)),
)


class OrderScope(Policy[M]):
    """By the unit concerned or by the office that issues; ``root`` leads to the document."""

    root = ""
    view = VIEW

    def scope_q(self, scope: Scope) -> Q | None:
        """Return the filter for one scope: the unit's own, or the office's own."""
        root = self.root
        if scope.kind == "all":
            return Q()
        if scope.kind == "region":
            return Q(**{f"{root}organisation__region__code__startswith": scope.value}) | Q(
                **{f"{root}office__region__code__startswith": scope.value}
            )
        if scope.kind == "organisation":
            return Q(**{f"{root}organisation_id": scope.value}) | Q(
                **{f"{root}office_id": scope.value}
            )
        return None

    def order_of(self, obj: Any) -> Order:
        """The document a row hangs on."""
        return obj if isinstance(obj, Order) else obj.order

    def covers(self, scope: Scope, obj: M) -> bool:
        """Agree with ``scope_q``."""
        order = self.order_of(obj)
        if scope.kind == "all":
            return True
        if scope.kind == "region":
            return any(
                str(unit.region_id).startswith(scope.value)
                for unit in (order.organisation, order.office)
            )
        if scope.kind == "organisation":
            return scope.value in (str(order.organisation_id), str(order.office_id))
        return False

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """Return the rows: drafts and transfers only for who may know of them."""
        rows = super().permitted(actor, permission)
        root = self.root
        if actor.is_system:
            return rows
        if not actor.has(VIEW_RESTRICTED):
            rows = rows.exclude(**{f"{root}kind__is_restricted": True})
        if not actor.has(VIEW_DRAFT):
            own = Q(**{f"{root}office_id": actor.organisation_id})
            rows = rows.filter(own | ~Q(**{f"{root}state__in": UNISSUED}))
        if permission in OF_UNIT:
            rows = rows.filter(**{f"{root}organisation_id": actor.organisation_id})
        return rows

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Agree with ``permitted``; a principal's approval is given by a principal leader only."""
        if actor.is_system:
            return True
        order = self.order_of(obj)
        if not super().can(actor, permission, obj):
            return False
        if order.kind.is_restricted and not actor.has(VIEW_RESTRICTED):
            return False
        if order.state in UNISSUED and not (
            actor.has(VIEW_DRAFT) or order.office_id == actor.organisation_id
        ):
            return False
        if permission in OF_UNIT:
            return order.organisation_id == actor.organisation_id
        if permission == CHECK:
            return actor.has(VIEW_DRAFT) or order.office_id == actor.organisation_id
        if permission == APPROVE_PRINCIPAL:
            return is_principal(actor.person_id)
        return True


@policy
class OrderPolicy(OrderScope[Order]):
    """By the unit concerned or the issuing office; approvals belong to the office."""

    model = Order
    region_field = "office__region"
    organisation_field = "office_id"


@policy
class AnswerPolicy(OrderScope[Answer]):
    """As the document."""

    model = Answer
    root = "order__"


@policy
class StatementPolicy(OrderScope[Statement]):
    """As the document."""

    model = Statement
    root = "order__"


@policy
class OrderKindPolicy(CountyWide[OrderKind]):
    """The same for the whole county."""

    model = OrderKind
    view = VIEW
