"""Who applies, reviews, awards and ends demonstration units, and who sees which."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.public import list_people_info
from anlan.base.regions.public import is_below_county
from anlan.governance.accreditation.models import (
    Answer,
    Case,
    Criterion,
    ExitGround,
    Kind,
    Objection,
    Proposal,
    Rectification,
    Round,
    SiteMark,
    Target,
)
from anlan.kernel.actor import Actor, Scope
from anlan.kernel.policy import (
    Action,
    CountyWide,
    Policy,
    holders_of,
    policy,
    register_actions,
)

M = TypeVar("M", bound=Model)

VIEW = "accreditation.view_case"
APPLY = "accreditation.apply"
NAME = "accreditation.name_candidate"
REVIEW = "accreditation.review_case"
MANAGE = "accreditation.manage_case"
AWARD = "accreditation.award"
KEEP = "accreditation.keep_kinds"
#: Offices of a place: who answers for the place fills in for them.
PLACES = ("township", "village", "park")

register_actions(
    Action(
        VIEW,
        _("read demonstration units and their kinds"),
        roles=(
            "county_leader",
            "commander",
            "bureau_officer",
            "department_officer",
            "township_officer",
            "grid_worker",
            "enterprise_manager",
            "auditor",
        ),
    ),
    Action(
        APPLY,
        _("apply, self-assess and report for one's own unit"),
        roles=(
            "department_officer",
            "township_officer",
            "grid_worker",
            "enterprise_manager",
        ),
    ),
    Action(
        NAME,
        _("name candidates for demonstration units"),
        roles=("bureau_officer", "department_officer", "township_officer"),
    ),
    Action(
        REVIEW,
        _("review papers and sites of candidates"),
        roles=("bureau_officer", "department_officer", "township_officer"),
    ),
    Action(
        MANAGE,
        _("publish, re-check and ask for rectification of demonstration units"),
        roles=("bureau_officer", "department_officer"),
    ),
    Action(AWARD, _("award and end the title of demonstration units"), roles=("commander",)),
    Action(KEEP, _("set kinds and targets of demonstration units"), roles=("bureau_officer",)),
)


def is_own(actor: Actor, case: Case) -> bool:
    """Whether the actor answers for the unit: his own, or a village or office of his place."""
    if actor.organisation_id == case.organisation_id and actor.has(APPLY):
        return True
    return any(_owns(scope, case) for scope in actor.scopes_for(APPLY))


def _owns(scope: Scope, case: Case) -> bool:
    if scope.kind == "organisation":
        return str(case.organisation_id) == scope.value
    return (
        is_below_county(scope)
        and case.region_id.startswith(scope.value)
        and case.organisation.kind in PLACES
    )


class CaseScope(Policy[M]):
    """By region, by the unit or the office in charge; ``root`` leads to the case."""

    root = ""
    view = VIEW

    def scope_q(self, scope: Scope) -> Q | None:
        """Return the filter for one scope."""
        root = self.root
        if scope.kind == "all":
            return Q()
        if scope.kind == "region":
            return Q(**{f"{root}region__code__startswith": scope.value})
        if scope.kind == "organisation":
            return Q(**{f"{root}organisation_id": scope.value}) | Q(
                **{f"{root}office_id": scope.value}
            )
        return None

    def case_of(self, obj: Any) -> Case:
        """The case a row hangs on."""
        found = obj
        for part in self.root.split("__"):
            found = getattr(found, part) if part else found
        return found  # type: ignore[no-any-return]

    def covers(self, scope: Scope, obj: M) -> bool:
        """Agree with ``scope_q``."""
        case = self.case_of(obj)
        if scope.kind == "all":
            return True
        if scope.kind == "region":
            return case.region_id.startswith(scope.value)
        if scope.kind == "organisation":
            return scope.value in (str(case.organisation_id), str(case.office_id))
        return False

    def own_q(self, actor: Actor) -> Q:
        """The rows of the units the actor answers for."""
        root, found = self.root, Q(pk__in=[])
        for scope in actor.scopes_for(APPLY):
            if scope.kind == "organisation":
                found |= Q(**{f"{root}organisation_id": scope.value})
            elif is_below_county(scope):
                found |= Q(
                    **{
                        f"{root}region__code__startswith": scope.value,
                        f"{root}organisation__kind__in": PLACES,
                    }
                )
        if actor.organisation_id is not None and actor.has(APPLY):
            found |= Q(**{f"{root}organisation_id": actor.organisation_id})
        return found

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """Return the rows over which ``actor`` holds ``permission``."""
        if actor.is_system:
            return self.queryset()
        if permission == APPLY:
            return self.queryset().filter(self.own_q(actor))
        rows = super().permitted(actor, permission)
        if permission in (REVIEW, MANAGE, AWARD):
            root = self.root
            rows = rows.exclude(**{f"{root}organisation_id": actor.organisation_id or 0})
        return rows

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Agree with ``permitted``: the unit acts for itself, nobody decides about his own unit."""
        if actor.is_system:
            return True
        case = self.case_of(obj)
        if permission == APPLY:
            return is_own(actor, case)
        if permission in (REVIEW, MANAGE, AWARD) and actor.organisation_id == case.organisation_id:
            return False
        return super().can(actor, permission, obj)

    def who_can(self, permission: str, obj: M) -> list[int]:
        """Whom to tell: of the unit its own people only."""
        if permission != APPLY:
            return super().who_can(permission, obj)
        case = self.case_of(obj)
        holders = list(holders_of(APPLY))
        people = list_people_info([person for person, _scope in holders])
        return list(
            dict.fromkeys(
                person
                for person, scope in holders
                if _owns(scope, case)
                or (person in people and people[person].organisation_id == case.organisation_id)
            )
        )


@policy
class CasePolicy(CaseScope[Case]):
    """By region, unit and office in charge."""

    model = Case


@policy
class RoundPolicy(CaseScope[Round]):
    """As the case."""

    model = Round
    root = "case__"


@policy
class AnswerPolicy(CaseScope[Answer]):
    """As the case."""

    model = Answer
    root = "round__case__"


@policy
class SiteMarkPolicy(CaseScope[SiteMark]):
    """As the case."""

    model = SiteMark
    root = "answer__round__case__"


@policy
class ObjectionPolicy(CaseScope[Objection]):
    """As the case."""

    model = Objection
    root = "case__"


@policy
class RectificationPolicy(CaseScope[Rectification]):
    """As the case."""

    model = Rectification
    root = "case__"


@policy
class ProposalPolicy(CaseScope[Proposal]):
    """As the case."""

    model = Proposal
    root = "case__"


@policy
class KindPolicy(CountyWide[Kind]):
    """The same for the whole county: by what one is judged is no secret."""

    model = Kind
    view = VIEW


@policy
class CriterionPolicy(CountyWide[Criterion]):
    """As the kind."""

    model = Criterion
    view = VIEW


@policy
class ExitGroundPolicy(CountyWide[ExitGround]):
    """As the kind."""

    model = ExitGround
    view = VIEW


@policy
class TargetPolicy(Policy[Target]):
    """By region; a unit reads its own cases, not the county's plan."""

    model = Target
    view = VIEW
    region_field = "region"
