"""Who plans patrols, who is on a team, which unit answers, who checks; and who sees which visit.

The plan must not tell a unit of an unannounced visit: a unit sees a patrol from its notice on (or
from the day the team is there), its findings from the draft on.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.governance.patrols.choices import FED_BACK, TOLD, VisitState
from anlan.governance.patrols.models import (
    CheckItem,
    Checklist,
    CheckResult,
    CoverageTarget,
    Finding,
    LookBack,
    Programme,
    Rectification,
    Reminder,
    Round,
    Team,
    TeamMember,
    Visit,
    VisitRecord,
)
from anlan.kernel.actor import Actor, Scope
from anlan.kernel.policy import Action, CountyWide, Policy, policy, register_actions

M = TypeVar("M", bound=Model)

VIEW = "patrols.view_visit"
VIEW_PLAN = "patrols.view_plan"
PLAN = "patrols.plan"
PATROL = "patrols.patrol"
RECEIVE = "patrols.receive"
CHECK = "patrols.check_rectification"
ISSUE = "patrols.issue_feedback"
#: What the office does over its own part of the county.
OF_OFFICE = (PLAN, CHECK, ISSUE, VIEW_PLAN)
#: A unit does not know of a visit in these states.
HIDDEN = (VisitState.PLANNED, VisitState.CANCELLED)

OFFICIALS = (
    "county_leader",
    "commander",
    "bureau_officer",
    "department_officer",
    "township_officer",
)
register_actions(
    Action(
        VIEW,
        _("read patrols of one's own unit and team"),
        roles=(*OFFICIALS, "enterprise_manager", "auditor"),
    ),
    Action(
        VIEW_PLAN,
        _("read the rounds, plans and findings of all patrols"),
        roles=("county_leader", "commander", "bureau_officer", "auditor"),
    ),
    Action(PLAN, _("plan rounds of patrols, teams and checklists"), roles=("bureau_officer",)),
    Action(PATROL, _("patrol as member of a team"), roles=OFFICIALS),
    Action(
        RECEIVE,
        _("sign for patrols and report what was put right"),
        roles=(
            "commander",
            "bureau_officer",
            "department_officer",
            "township_officer",
            "enterprise_manager",
        ),
    ),
    Action(CHECK, _("check what units report as put right"), roles=("bureau_officer",)),
    Action(ISSUE, _("give the feedback of a patrol"), roles=("commander", "county_leader")),
)


def teams_of(person_id: int | None) -> QuerySet[Team]:
    """Return the teams somebody leads or belongs to."""
    if person_id is None:
        return Team.objects.none()
    return Team.objects.filter(
        Q(leader_id=person_id)
        | Q(pk__in=TeamMember.objects.filter(person_id=person_id).values("team"))
    )


def is_on_team(visit: Visit, person_id: int | None) -> bool:
    """Whether somebody patrols this unit."""
    if person_id is None or visit.team is None:
        return False
    return visit.team.leader_id == person_id or (
        visit.team.members.filter(person_id=person_id).exists()
    )


def office_q(actor: Actor, permission: str, path: str) -> Q:
    """What the office's own right reaches; ``path`` leads to the office."""
    found = Q(pk__in=[])
    for scope in actor.scopes_for(permission):
        if scope.kind == "all":
            return Q(pk__isnull=False)
        if scope.kind == "region":
            found |= Q(**{f"{path}region__code__startswith": scope.value})
        elif scope.kind == "organisation":
            found |= Q(**{f"{path}pk": scope.value})
    return found


def office_covers(scope: Scope, office: Any) -> bool:
    """Agree with ``office_q``."""
    if scope.kind == "all":
        return True
    if scope.kind == "region":
        return str(office.region_id).startswith(scope.value)
    return scope.kind == "organisation" and str(office.pk) == scope.value


class VisitScope(Policy[M]):
    """By the office that plans, by the team, by the unit; ``root`` leads to the visit."""

    root = ""
    view = VIEW

    def visit_of(self, obj: Any) -> Visit:
        """The visit a row hangs on."""
        found: Visit = obj if isinstance(obj, Visit) else obj.visit
        return found

    def unit_q(self, actor: Actor) -> Q:
        """What the unit concerned may know of."""
        return Q(**{f"{self.root}organisation_id": actor.organisation_id}) & ~Q(
            **{f"{self.root}state__in": HIDDEN}
        )

    def is_of_unit(self, actor: Actor, obj: Any) -> bool:
        """Agree with ``unit_q``."""
        visit = self.visit_of(obj)
        return visit.organisation_id == actor.organisation_id and visit.state not in HIDDEN

    def team_q(self, actor: Actor) -> Q:
        """What the actor's teams patrol."""
        return Q(**{f"{self.root}team_id__in": teams_of(actor.person_id).values("pk")})

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """Return the rows: the office's, one's team's, one's unit's."""
        rows = self.queryset()
        if actor.is_system:
            return rows
        if not actor.has(permission):
            return rows.none()
        path = f"{self.root}round__office__"
        if permission in OF_OFFICE:
            return rows.filter(office_q(actor, permission, path))
        wanted = Q(pk__in=[])
        if permission in (VIEW, PATROL):
            wanted |= self.team_q(actor)
            wanted |= office_q(actor, VIEW_PLAN if permission == VIEW else PLAN, path)
        if permission in (VIEW, RECEIVE) and actor.organisation_id is not None:
            wanted |= self.unit_q(actor)
        return rows.filter(wanted)

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Agree with ``permitted``."""
        if actor.is_system:
            return True
        if not actor.has(permission):
            return False
        visit = self.visit_of(obj)
        office = visit.round.office
        if permission in OF_OFFICE:
            return any(office_covers(scope, office) for scope in actor.scopes_for(permission))
        if permission in (VIEW, PATROL):
            own = VIEW_PLAN if permission == VIEW else PLAN
            if any(office_covers(scope, office) for scope in actor.scopes_for(own)):
                return True
            if is_on_team(visit, actor.person_id):
                return True
        if permission in (VIEW, RECEIVE) and actor.organisation_id is not None:
            return self.is_of_unit(actor, obj)
        return False


@policy
class VisitPolicy(VisitScope[Visit]):
    """The patrols of one unit after another."""

    model = Visit


@policy
class VisitRecordPolicy(VisitScope[VisitRecord]):
    """The team's own notes: units read the feedback, not the notes."""

    model = VisitRecord
    root = "visit__"

    def unit_q(self, actor: Actor) -> Q:
        """Nothing."""
        return Q(pk__in=[])

    def is_of_unit(self, actor: Actor, obj: Any) -> bool:
        """Never."""
        return False


@policy
class CheckResultPolicy(VisitScope[CheckResult]):
    """As the team's notes."""

    model = CheckResult
    root = "visit__"

    def unit_q(self, actor: Actor) -> Q:
        """Nothing."""
        return Q(pk__in=[])

    def is_of_unit(self, actor: Actor, obj: Any) -> bool:
        """Never."""
        return False


class FindingScope(VisitScope[M]):
    """Findings: the unit visited from the draft on, the unit responsible from the feedback on."""

    root = "visit__"
    own = ""

    def finding_of(self, obj: Any) -> Finding:
        """The finding a row hangs on."""
        found: Finding = obj if isinstance(obj, Finding) else obj.finding
        return found

    def visit_of(self, obj: Any) -> Visit:
        """The visit of the finding."""
        return self.finding_of(obj).visit

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """As the visit; what is to be put right only by the unit responsible."""
        rows = super().permitted(actor, permission)
        if permission == RECEIVE and not actor.is_system:
            rows = rows.filter(**{f"{self.own}organisation_id": actor.organisation_id})
        return rows

    def unit_q(self, actor: Actor) -> Q:
        """What units may know of."""
        unit = actor.organisation_id
        return Q(**{f"{self.root}organisation_id": unit, f"{self.root}state__in": TOLD}) | Q(
            **{f"{self.own}organisation_id": unit, f"{self.root}state__in": FED_BACK}
        )

    def is_of_unit(self, actor: Actor, obj: Any) -> bool:
        """Agree with ``unit_q``."""
        finding = self.finding_of(obj)
        unit, visit = actor.organisation_id, finding.visit
        return (visit.organisation_id == unit and visit.state in TOLD) or (
            finding.organisation_id == unit and visit.state in FED_BACK
        )

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Agree with ``permitted``."""
        if not super().can(actor, permission, obj):
            return False
        if permission == RECEIVE and not actor.is_system:
            return self.finding_of(obj).organisation_id == actor.organisation_id
        return True


@policy
class FindingPolicy(FindingScope[Finding]):
    """What was found."""

    model = Finding


@policy
class RectificationPolicy(FindingScope[Rectification]):
    """As the finding."""

    model = Rectification
    root = "finding__visit__"
    own = "finding__"


@policy
class LookBackPolicy(FindingScope[LookBack]):
    """As the finding."""

    model = LookBack
    root = "finding__visit__"
    own = "finding__"


@policy
class ReminderPolicy(FindingScope[Reminder]):
    """As the finding."""

    model = Reminder
    root = "finding__visit__"
    own = "finding__"


class RoundScope(Policy[M]):
    """By the office, and what one's own teams belong to; ``root`` leads to the round."""

    root = ""
    view = VIEW

    def round_of(self, obj: Any) -> Round:
        """The round a row hangs on."""
        found: Round = obj if isinstance(obj, Round) else obj.round
        return found

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """Return the rows."""
        rows = self.queryset()
        if actor.is_system:
            return rows
        if not actor.has(permission):
            return rows.none()
        reading = permission == VIEW
        wanted = office_q(actor, VIEW_PLAN if reading else permission, f"{self.root}office__")
        if reading:
            wanted |= self.team_q(actor)
        return rows.filter(wanted)

    def team_q(self, actor: Actor) -> Q:
        """The rounds one's teams belong to."""
        name = f"{self.root}pk__in"
        return Q(**{name: teams_of(actor.person_id).values("round_id")})

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Agree with ``permitted``."""
        if actor.is_system:
            return True
        if not actor.has(permission):
            return False
        found = self.round_of(obj)
        own = VIEW_PLAN if permission == VIEW else permission
        if any(office_covers(scope, found.office) for scope in actor.scopes_for(own)):
            return True
        return permission == VIEW and teams_of(actor.person_id).filter(round=found).exists()


@policy
class RoundPolicy(RoundScope[Round]):
    """Rounds with their plan."""

    model = Round


@policy
class TeamPolicy(RoundScope[Team]):
    """As the round."""

    model = Team
    root = "round__"


@policy
class TeamMemberPolicy(RoundScope[TeamMember]):
    """As the round."""

    model = TeamMember
    root = "team__round__"

    def round_of(self, obj: Any) -> Round:
        """The round of the team."""
        found: Round = obj.team.round
        return found


@policy
class ProgrammePolicy(Policy[Programme]):
    """Coverage over several rounds: the office's part of the county."""

    model = Programme
    view = VIEW_PLAN
    region_field = "office__region"
    organisation_field = "office_id"


@policy
class CoverageTargetPolicy(Policy[CoverageTarget]):
    """As the programme."""

    model = CoverageTarget
    view = VIEW_PLAN
    region_field = "programme__office__region"
    organisation_field = "programme__office_id"


@policy
class ChecklistPolicy(CountyWide[Checklist]):
    """The same for the whole county; units may read by what they are judged."""

    model = Checklist
    view = VIEW


@policy
class CheckItemPolicy(CountyWide[CheckItem]):
    """As the list."""

    model = CheckItem
    view = VIEW
