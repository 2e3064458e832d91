"""Who lays down chains, reports, answers for a stage, checks and decides; who sees what."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.base.regions.public import ReadInCounty
from anlan.governance.chains.models import (
    Chain,
    ChainVersion,
    Clue,
    ClueKey,
    Dispute,
    Stage,
    StageUnit,
    Trace,
    TraceAnswer,
)
from anlan.kernel.actor import Actor, Scope
from anlan.kernel.policy import Action, Policy, policy, register_actions

M = TypeVar("M", bound=Model)

READERS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "auditor",
)
VIEW = "chains.view_chain"
KEEP = "chains.keep_chain"
VIEW_CLUE = "chains.view_clue"
REPORT = "chains.report_clue"
HANDLE = "chains.handle_trace"
COORDINATE = "chains.coordinate_clue"
DECIDE = "chains.decide_dispute"
#: The right of the room of supervision documents that a stuck stage is taken to.
DRAW_UP_ORDER = "oversight.issue_order"

register_actions(
    Action(VIEW, _("read chains, their stages and figures"), roles=(*READERS, "grid_worker")),
    Action(KEEP, _("lay down chains: adopt, change, publish, evaluate"), roles=("bureau_officer",)),
    Action(VIEW_CLUE, _("read clues along chains"), roles=(*READERS, "grid_worker")),
    Action(
        REPORT,
        _("report a problem along a chain"),
        roles=("bureau_officer", "department_officer", "township_officer", "grid_worker"),
    ),
    Action(
        HANDLE,
        _("sign for, answer and pass on clues for one's own unit"),
        roles=("bureau_officer", "department_officer", "township_officer"),
    ),
    Action(
        COORDINATE,
        _("send, check and close clues along chains"),
        roles=("bureau_officer", "commander"),
    ),
    Action(
        DECIDE,
        _("decide disputes over competence for the safety-committee office"),
        roles=("commander",),
    ),
)


class OfChains(ReadInCounty[M]):
    """Read by every official of the county; kept over the county."""

    view = VIEW
    region_field = "chain__region"


@policy
class ChainPolicy(OfChains[Chain]):
    """The county's chains."""

    model = Chain
    region_field = "region"


@policy
class ChainVersionPolicy(OfChains[ChainVersion]):
    """As the chain."""

    model = ChainVersion


@policy
class StagePolicy(OfChains[Stage]):
    """As the chain."""

    model = Stage
    region_field = "version__chain__region"


@policy
class StageUnitPolicy(OfChains[StageUnit]):
    """As the chain."""

    model = StageUnit
    region_field = "stage__version__chain__region"


class OfClue(Policy[M]):
    """By the place, the unit that found it, or a unit that leads a stage concerned."""

    view = VIEW_CLUE
    root = ""

    def scope_q(self, scope: Scope) -> Q | None:
        """Return the filter for one scope."""
        root = self.root
        if scope.kind == "all":
            return Q()
        if scope.kind == "region":
            return Q(**{f"{root}region__code__startswith": scope.value})
        if scope.kind == "organisation":
            concerned = Trace.objects.filter(organisation_id=scope.value).exclude(state="proposed")
            return Q(**{f"{root}organisation_id": scope.value}) | Q(
                **{f"{root}pk__in": concerned.values("clue_id")}
            )
        return None

    def clue_of(self, obj: Any) -> Clue:
        """The clue a row hangs on."""
        for name in ("trace", "clue"):
            obj = getattr(obj, name, obj)
        found: Clue = obj
        return found

    def covers(self, scope: Scope, obj: M) -> bool:
        """Agree with ``scope_q``."""
        clue = self.clue_of(obj)
        if scope.kind == "all":
            return True
        if scope.kind == "region":
            return str(clue.region_id).startswith(scope.value)
        if scope.kind == "organisation":
            if str(clue.organisation_id) == scope.value:
                return True
            rows = clue.traces.exclude(state="proposed")
            return any(str(row.organisation_id) == scope.value for row in rows)
        return False

    def unit_q(self, actor: Actor) -> Q:
        """What an actor sees or does because his unit leads a stage concerned."""
        root = self.root
        concerned = Trace.objects.filter(organisation_id=actor.organisation_id or 0)
        concerned = concerned.exclude(state="proposed")
        return Q(**{f"{root}pk__in": concerned.values("clue_id")})

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """Return the rows; handling is for the unit in charge itself."""
        rows = super().permitted(actor, permission)
        if actor.is_system or not actor.has(permission):
            return rows
        if permission == self.view and actor.organisation_id is not None:
            return self.queryset().filter(Q(pk__in=rows.values("pk")) | self.unit_q(actor))
        return rows

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Agree with ``permitted``."""
        if super().can(actor, permission, obj):
            return True
        if permission != self.view or not actor.has(permission):
            return False
        return actor.organisation_id is not None and self.covers(
            Scope("organisation", str(actor.organisation_id)), obj
        )


@policy
class CluePolicy(OfClue[Clue]):
    """By the place, the unit that found it, the units concerned."""

    model = Clue
    region_field = "region"
    organisation_field = "organisation_id"


@policy
class ClueKeyPolicy(OfClue[ClueKey]):
    """As the clue."""

    model = ClueKey
    root = "clue__"


class OfTrace(OfClue[M]):
    """As the clue; the unit in charge signs, answers and passes on."""

    #: Path from the model to its trace.
    way = ""

    def trace_of(self, obj: Any) -> Trace:
        """The trace a row hangs on."""
        found: Trace = getattr(obj, "trace", obj)
        return found

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """Return the rows; what the unit itself must do is for its people only."""
        if permission == HANDLE and not actor.is_system:
            if not actor.has(HANDLE) or actor.organisation_id is None:
                return self.queryset().none()
            return self.queryset().filter(**{f"{self.way}organisation_id": actor.organisation_id})
        return super().permitted(actor, permission)

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Agree with ``permitted``."""
        if permission == HANDLE and not actor.is_system:
            unit = actor.organisation_id
            return (
                actor.has(HANDLE)
                and unit is not None
                and self.trace_of(obj).organisation_id == unit
            )
        return super().can(actor, permission, obj)


@policy
class TracePolicy(OfTrace[Trace]):
    """As the clue."""

    model = Trace
    root = "clue__"


@policy
class TraceAnswerPolicy(OfTrace[TraceAnswer]):
    """As the clue."""

    model = TraceAnswer
    root = "trace__clue__"
    way = "trace__"


@policy
class DisputePolicy(OfTrace[Dispute]):
    """As the clue."""

    model = Dispute
    root = "trace__clue__"
    way = "trace__"
