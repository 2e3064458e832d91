"""Who sees the roster, writes the log, plans duty and hands over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.command.duty.models import (
    DutyAssignment,
    DutyCheck,
    DutyCheckAnswer,
    DutyCheckRule,
    DutyLeave,
    DutyLogEntry,
    DutySwap,
    Handover,
    Shift,
)
from anlan.kernel.actor import Actor
from anlan.kernel.policy import Action, CountyWide, Policy, policy, register_actions

M = TypeVar("M", bound=Model)

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
)
#: Who may stand on some roster and so be asked whether he is there.
ON_ROSTERS = (*OFFICIALS, "grid_worker", "group_monitor", "team_leader", "warehouse_keeper")
VIEW = "duty.view_roster"
PLAN = "duty.plan_roster"
VIEW_LOG = "duty.view_log"
LOG = "duty.write_log"
HAND_OVER = "duty.hand_over"
ASK_CHECK = "duty.ask_check"
VIEW_ANSWER = "duty.view_answer"
ANSWER_CHECK = "duty.answer_check"
SET_CHECKS = "duty.set_checks"
VIEW_RELIEF = "duty.view_relief"
ASK_RELIEF = "duty.ask_relief"
AGREE_SWAP = "duty.agree_swap"
CALL = "duty.call_duty"

register_actions(
    Action(VIEW, _("read the duty roster"), roles=OFFICIALS),
    Action(PLAN, _("plan the duty roster"), roles=("commander", "bureau_officer")),
    Action(
        VIEW_LOG,
        _("read the duty log"),
        roles=("county_leader", "commander", "duty_officer", "bureau_officer", "township_officer"),
    ),
    Action(LOG, _("write the duty log"), roles=("duty_officer", "commander", "township_officer")),
    Action(HAND_OVER, _("hand over and take over a shift"), roles=("duty_officer", "commander")),
    Action(
        ASK_CHECK,
        _("check who is on duty"),
        roles=("county_leader", "commander", "duty_officer", "bureau_officer"),
    ),
    Action(VIEW_ANSWER, _("see one's own duty checks"), roles=ON_ROSTERS),
    Action(ANSWER_CHECK, _("answer a duty check"), roles=ON_ROSTERS),
    Action(SET_CHECKS, _("set the random duty checks"), roles=("commander", "bureau_officer")),
    Action(VIEW_RELIEF, _("read leave and swaps of one's own"), roles=OFFICIALS),
    Action(ASK_RELIEF, _("ask for leave and swaps"), roles=OFFICIALS),
    Action(AGREE_SWAP, _("agree to a swap of shifts"), roles=OFFICIALS),
    Action(CALL, _("call who is on duty"), roles=("duty_officer", "commander", "township_officer")),
)


@policy
class ShiftPolicy(Policy[Shift]):
    """The shifts of the day are no secret."""

    model = Shift
    view = VIEW
    public = True


@policy
class DutyAssignmentPolicy(Policy[DutyAssignment]):
    """By the region of the office, or one's own office."""

    model = DutyAssignment
    view = VIEW
    region_field = "organisation__region"
    organisation_field = "organisation_id"
    person_field = "person_id"


@policy
class DutyLogEntryPolicy(Policy[DutyLogEntry]):
    """By the region of the office, or one's own office."""

    model = DutyLogEntry
    view = VIEW_LOG
    region_field = "organisation__region"
    organisation_field = "organisation_id"


@policy
class HandoverPolicy(Policy[Handover]):
    """As the log."""

    model = Handover
    view = VIEW_LOG
    region_field = "organisation__region"
    organisation_field = "organisation_id"


class Parties(Policy[M]):
    """What concerns persons: steps that belong to one of them are his alone, wherever he is.

    ``parties`` names, for a permission, the fields that hold its persons. For other permissions
    the region or office counts; who decides (``deciding``) does not decide about himself.
    """

    parties: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    #: The permission whose scope opens the rows of others to the eye, where it is not ``view``.
    deciding: ClassVar[str] = ""

    def _own(self, actor: Actor, permission: str) -> Q | None:
        fields = self.parties.get(permission, ())
        if not fields or actor.person_id is None:
            return None
        found = Q()
        for field in fields:
            found |= Q(**{field: actor.person_id})
        return found

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """Return the rows over which ``actor`` holds ``permission``."""
        if actor.is_system:
            return self.queryset()
        if not actor.has(permission):
            return self.queryset().none()
        own = self._own(actor, permission)
        if permission == self.view:
            others = super().permitted(actor, self.deciding or permission)
            return others if own is None else others | self.queryset().filter(own)
        if permission in self.parties:
            return self.queryset().none() if own is None else self.queryset().filter(own)
        rows = super().permitted(actor, permission)
        return rows if actor.person_id is None else rows.exclude(person_id=actor.person_id)

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Whether ``actor`` holds ``permission`` over ``obj``; agrees with ``permitted``."""
        if actor.is_system:
            return True
        if not actor.has(permission):
            return False
        row: Any = obj
        fields = self.parties.get(permission, ())
        own = actor.person_id is not None and any(
            getattr(row, field) == actor.person_id for field in fields
        )
        if permission == self.view:
            return own or super().can(actor, self.deciding or permission, obj)
        if permission in self.parties:
            return own
        return super().can(actor, permission, obj) and (
            actor.person_id is None or row.person_id != actor.person_id
        )

    def who_can(self, permission: str, obj: M) -> list[int]:
        """Return the persons holding ``permission`` over ``obj``, the one concerned left out."""
        row: Any = obj
        return [p for p in super().who_can(permission, obj) if p != row.person_id]


@policy
class DutyCheckPolicy(Policy[DutyCheck]):
    """By the region that was asked."""

    model = DutyCheck
    view = VIEW
    region_field = "region"


@policy
class DutyCheckAnswerPolicy(Parties[DutyCheckAnswer]):
    """By the region of the office; one's own is seen and answered wherever one stands watch."""

    model = DutyCheckAnswer
    view = VIEW_ANSWER
    deciding = VIEW
    region_field = "organisation__region"
    organisation_field = "organisation_id"
    parties: ClassVar = {VIEW_ANSWER: ("person_id",), ANSWER_CHECK: ("person_id",)}


@policy
class DutyCheckRulePolicy(CountyWide[DutyCheckRule]):
    """The county's own setting."""

    model = DutyCheckRule
    view = SET_CHECKS


@policy
class DutyLeavePolicy(Parties[DutyLeave]):
    """One's own; those of others for who plans the roster of their office."""

    model = DutyLeave
    view = VIEW_RELIEF
    deciding = PLAN
    region_field = "organisation__region"
    organisation_field = "organisation_id"
    parties: ClassVar = {VIEW_RELIEF: ("person_id",), ASK_RELIEF: ("person_id",)}


@policy
class DutySwapPolicy(Parties[DutySwap]):
    """The two who swap; who plans the roster of the office."""

    model = DutySwap
    view = VIEW_RELIEF
    deciding = PLAN
    region_field = "organisation__region"
    organisation_field = "organisation_id"
    parties: ClassVar = {
        VIEW_RELIEF: ("person_id", "colleague_id"),
        ASK_RELIEF: ("person_id",),
        AGREE_SWAP: ("colleague_id",),
    }
