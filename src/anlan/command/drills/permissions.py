"""Who plans, directs, plays, evaluates and stops drills; who sees what of them, and when."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.command.drills.choices import HELD, OVER, STAFF, DrillKind, DrillState, Part
from anlan.command.drills.models import (
    CadenceDuty,
    CadenceRule,
    Drill,
    DrillAction,
    DrillInject,
    DrillParticipant,
    InjectAnswer,
    Observation,
    RevisionProposal,
    Scenario,
    ScenarioAction,
    ScenarioInject,
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
EVERYBODY = (*OFFICIALS, "grid_worker", "enterprise_manager", "team_leader", "warehouse_keeper")
VIEW = "drills.view_drill"
PLAN = "drills.plan_drill"
DIRECT = "drills.direct_drill"
EVALUATE = "drills.evaluate_drill"
PLAY = "drills.play_drill"
STOP = "drills.stop_for_real"
VIEW_SCENARIO = "drills.view_scenario"
EDIT_SCENARIO = "drills.edit_scenario"
VIEW_DUTY = "drills.view_duty"
RECORD = "drills.record_held"
SET_RULES = "drills.set_cadence"

register_actions(
    Action(VIEW, _("read drills"), roles=EVERYBODY),
    Action(PLAN, _("plan drills"), roles=("commander", "bureau_officer")),
    Action(DIRECT, _("direct drills"), roles=("commander", "bureau_officer")),
    Action(EVALUATE, _("evaluate drills"), roles=OFFICIALS),
    Action(PLAY, _("take part in drills"), roles=EVERYBODY),
    Action(
        STOP,
        _("stop drills for a real incident"),
        roles=("county_leader", "commander", "duty_officer", "bureau_officer"),
    ),
    Action(VIEW_SCENARIO, _("read drill scenarios"), roles=("commander", "bureau_officer")),
    Action(EDIT_SCENARIO, _("write drill scenarios"), roles=("commander", "bureau_officer")),
    Action(
        VIEW_DUTY, _("read who must hold drills by when"), roles=(*OFFICIALS, "enterprise_manager")
    ),
    Action(
        RECORD,
        _("record drills held elsewhere"),
        roles=("bureau_officer", "department_officer", "township_officer", "enterprise_manager"),
    ),
    Action(SET_RULES, _("set how often drills are due"), roles=("bureau_officer",)),
)

#: What a person may do by what he does in the drill, wherever his office is.
PARTS: dict[str, tuple[str, ...]] = {
    DIRECT: (Part.DIRECTOR,),
    EVALUATE: (Part.EVALUATOR, Part.DIRECTOR),
    PLAY: (Part.PLAYER,),
    STOP: (Part.DIRECTOR, Part.SAFETY, Part.EVALUATOR),
    PLAN: (Part.DIRECTOR,),
}
#: What only the people of the drill do, however wide the right of others is.
ONLY_PARTS = frozenset({PLAY})
#: What belongs to the office as well, unless one plays or looks on oneself.
BY_OFFICE = frozenset({DIRECT, PLAN})


def _secret() -> Q:
    """Drills that only the directing staff may know of."""
    return Q(kind=DrillKind.DOUBLE_BLIND, state__in=[DrillState.PLANNED, DrillState.CANCELLED])


def _taken_by(actor: Actor, parts: tuple[str, ...]) -> Q:
    if actor.person_id is None:
        return Q(pk__in=[])
    rows = DrillParticipant.objects.filter(person_id=actor.person_id, part__in=parts)
    return Q(pk__in=rows.values("drill_id"))


@policy
class DrillPolicy(Policy[Drill]):
    """By region, organiser or enterprise, and by one's part in it.

    A double-blind drill does not exist before it begins but for the directing staff. Who plays a
    drill does not direct it, whatever his office.
    """

    model = Drill
    view = VIEW
    region_field = "region"
    organisation_field = "organisation_id"

    def permitted(self, actor: Actor, permission: str) -> QuerySet[Drill]:
        """Return the rows over which ``actor`` holds ``permission``."""
        if actor.is_system:
            return self.queryset()
        if not actor.has(permission):
            return self.queryset().none()
        every = self.queryset()
        if permission == VIEW:
            open_ones = super().permitted(actor, permission).filter(~_secret()).values("pk")
            return every.filter(
                Q(pk__in=open_ones)
                | (_taken_by(actor, tuple(Part.values)) & ~_secret())
                | _taken_by(actor, tuple(STAFF))
            )
        own = _taken_by(actor, PARTS.get(permission, ()))
        if permission in ONLY_PARTS:
            return every.filter(own).exclude(_secret())
        if permission == EVALUATE:
            return every.filter(own | Q(pk__in=self._by_office(actor, DIRECT)))
        if permission in BY_OFFICE:
            return every.filter(own | Q(pk__in=self._by_office(actor, permission)))
        open_ones = super().permitted(actor, permission).filter(~_secret()).values("pk")
        return every.filter(own | Q(pk__in=open_ones))

    def _by_office(self, actor: Actor, permission: str) -> QuerySet[Drill, int]:
        """Those of one's area that are no secret and in which one does not play."""
        rows = super().permitted(actor, permission).filter(~_secret())
        plays = _taken_by(actor, (Part.PLAYER, Part.OBSERVER))
        return rows.exclude(plays).values("pk")  # type: ignore[return-value]

    def can(self, actor: Actor, permission: str, obj: Drill) -> bool:
        """Whether ``actor`` holds ``permission`` over ``obj``; asks as ``permitted`` does."""
        return actor.is_system or self.permitted(actor, permission).filter(pk=obj.pk).exists()


class OfDrill(Policy[M]):
    """What hangs on a drill: seen by who directs or evaluates, by others when it is over."""

    view = VIEW
    #: States in which everybody who sees the drill sees this as well.
    open_in: ClassVar[tuple[str, ...]] = HELD

    def _drills(self, actor: Actor, permission: str) -> QuerySet[Drill]:
        return DrillPolicy().permitted(actor, permission)

    def own(self, actor: Actor) -> Q:
        """What a player sees while the drill runs."""
        return Q(pk__in=[])

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """Return the rows over which ``actor`` holds ``permission``."""
        if actor.is_system:
            return self.queryset()
        if permission != VIEW:
            return self.queryset().filter(drill__in=self._drills(actor, permission).values("pk"))
        told = self._drills(actor, VIEW).filter(state__in=self.open_in)
        return self.queryset().filter(
            Q(drill__in=self._drills(actor, EVALUATE).values("pk"))
            | Q(drill__in=told.values("pk"))
            | self.own(actor)
        )

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Whether ``actor`` holds ``permission`` over ``obj``; asks as ``permitted`` does."""
        return actor.is_system or self.permitted(actor, permission).filter(pk=obj.pk).exists()


@policy
class DrillParticipantPolicy(OfDrill[DrillParticipant]):
    """The list of participants, for everybody who sees the drill."""

    model = DrillParticipant
    open_in = tuple(DrillState.values)


@policy
class DrillInjectPolicy(OfDrill[DrillInject]):
    """The script; a player sees what was delivered to him."""

    model = DrillInject
    open_in = OVER

    def own(self, actor: Actor) -> Q:
        """What has been delivered to oneself."""
        if actor.person_id is None:
            return Q(pk__in=[])
        mine = DrillParticipant.objects.filter(person_id=actor.person_id)
        return Q(delivered_at__isnull=False, receivers__in=mine.values("pk"))

    def permitted(self, actor: Actor, permission: str) -> QuerySet[DrillInject]:
        """One inject is answered by who received it."""
        if permission == PLAY and not actor.is_system:
            found = self.queryset().filter(self.own(actor)) if actor.has(PLAY) else None
            return found.distinct() if found is not None else self.queryset().none()
        rows = super().permitted(actor, permission).values("pk")
        return self.queryset().filter(pk__in=rows)


@policy
class InjectAnswerPolicy(OfDrill[InjectAnswer]):
    """Answers: one's own, and all for who directs or evaluates."""

    model = InjectAnswer
    open_in = OVER

    def permitted(self, actor: Actor, permission: str) -> QuerySet[InjectAnswer]:
        """Return those of the injects one sees."""
        injects = DrillInjectPolicy().permitted(actor, permission)
        rows = self.queryset().filter(inject__in=injects.values("pk"))
        if actor.is_system:
            return rows
        judged = self._drills(actor, EVALUATE).values("pk")
        told = self._drills(actor, VIEW).filter(state__in=self.open_in).values("pk")
        return rows.filter(
            Q(inject__drill__in=judged)
            | Q(inject__drill__in=told)
            | Q(participant__person_id=actor.person_id)
        )


@policy
class DrillActionPolicy(OfDrill[DrillAction]):
    """What is expected is not told to those who are to do it."""

    model = DrillAction


@policy
class ObservationPolicy(OfDrill[Observation]):
    """What was noted, told when the drill is over."""

    model = Observation


@policy
class RevisionProposalPolicy(OfDrill[RevisionProposal]):
    """What follows for the plan."""

    model = RevisionProposal


@policy
class ScenarioPolicy(CountyWide[Scenario]):
    """The library is for who plans drills: whoever plays does not read the script."""

    model = Scenario
    view = VIEW_SCENARIO


@policy
class ScenarioInjectPolicy(CountyWide[ScenarioInject]):
    """As the scenario."""

    model = ScenarioInject
    view = VIEW_SCENARIO


@policy
class ScenarioActionPolicy(CountyWide[ScenarioAction]):
    """As the scenario."""

    model = ScenarioAction
    view = VIEW_SCENARIO


@policy
class CadenceRulePolicy(CountyWide[CadenceRule]):
    """The law is open to everybody signed in; one office sets how it is applied."""

    model = CadenceRule
    view = VIEW_DUTY
    public = True

    def permitted(self, actor: Actor, permission: str) -> QuerySet[CadenceRule]:
        """Return all rows to everybody signed in, for reading."""
        if permission == self.view and not actor.is_anonymous:
            return self.queryset()
        return super().permitted(actor, permission)

    def can(self, actor: Actor, permission: str, obj: CadenceRule) -> bool:
        """Whether the rule may be read, or set."""
        return (permission == self.view and not actor.is_anonymous) or actor.has(permission)


@policy
class CadenceDutyPolicy(Policy[CadenceDuty]):
    """By the region of the unit, or one's own unit."""

    model = CadenceDuty
    view = VIEW_DUTY
    region_field = "region"
    organisation_field = "organisation_id"
