"""What happens by itself: clocks that run out, accidents and major hazards at units with a title.

The platform proposes; only people re-check and end titles.
"""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.base.deadlines.events import DeadlineOverdue
from anlan.governance.accidents.events import AccidentConfirmed, AccidentEvent, AccidentRegistered
from anlan.governance.accreditation.choices import IN_FORCE, ProposalAct, Trigger
from anlan.governance.accreditation.models import Case, Rectification, Round
from anlan.governance.accreditation.selectors.cases import place_prefix
from anlan.governance.accreditation.services.common import RECHECK, RECTIFY, platform
from anlan.governance.accreditation.services.ending import (
    mark_rectification_overdue,
    propose_act,
)
from anlan.governance.accreditation.services.rounds import mark_round_overdue
from anlan.kernel.errors import NotVisible
from anlan.kernel.events import on
from anlan.kernel.policy import get_visible
from anlan.supervision.enterprises.public import list_enterprises
from anlan.supervision.hazards.events import HazardEvent, HazardRegraded, HazardVerified
from anlan.supervision.hazards.public import get_hazard

#: From which grade on (4 ordinary, 1 particularly serious) an accident weighs on the title of a
#: place, by the digits of its prefix: a village, a township, a county. The county's own rule.
WEIGHS_FROM = {15: 4, 12: 4, 9: 3, 6: 2}
MAJOR = "major"


@on(DeadlineOverdue)
def late(event: DeadlineOverdue) -> None:
    """A re-check or a rectification was not handed in in time."""
    with override(settings.LANGUAGE_CODE):
        if event.rule_code == RECHECK and event.subject_type == Round._meta.label:
            mark_round_overdue(round_id=int(event.subject_id), actor=platform())
        if event.rule_code == RECTIFY and event.subject_type == Rectification._meta.label:
            mark_rectification_overdue(rectification_id=int(event.subject_id), actor=platform())


@on(AccidentRegistered)
def accident_known(event: AccidentRegistered) -> None:
    """An accident with deaths is in the register."""
    _accident(event)


@on(AccidentConfirmed)
def accident_counts(event: AccidentConfirmed) -> None:
    """Its figures are confirmed: deaths may have come to be known only now."""
    _accident(event)


def _accident(event: AccidentEvent) -> None:
    """Propose once for each title concerned: the unit's own, or that of the place."""
    if not event.deaths:
        return
    try:
        accident = get_visible(
            apps.get_model("accidents.Accident"), event.accident_id, actor=platform()
        )
    except NotVisible:
        return
    unit = _organisation(getattr(accident, "enterprise_id", None))
    with override(settings.LANGUAGE_CODE):
        for case in Case.objects.filter(state__in=IN_FORCE).select_related("kind"):
            prefix = place_prefix(case)
            is_own = unit is not None and not prefix and case.organisation_id == unit
            in_place = bool(prefix) and event.region.startswith(prefix)
            if not is_own and not (in_place and event.grade <= WEIGHS_FROM.get(len(prefix), 0)):
                continue
            propose_act(
                case_id=case.pk,
                act=ProposalAct.EXIT if is_own else ProposalAct.RECHECK,
                trigger=Trigger.ACCIDENT,
                reason=_("Accident %(number)s of %(day)s with %(deaths)d deaths.")
                % {
                    "number": event.number,
                    "day": event.occurred_on,
                    "deaths": event.deaths,
                },
                subject_key=f"accident:{event.accident_id}",
                subject_url=str(accident.get_absolute_url()),
                actor=platform(),
            )


def _organisation(enterprise_id: int | None) -> int | None:
    if enterprise_id is None:
        return None
    firms = list_enterprises(platform(), [enterprise_id])
    return firms[0].organisation_id if firms else None


@on(HazardVerified)
def hazard_verified(event: HazardVerified) -> None:
    """A hazard counts from now on; a major one weighs on the title."""
    _hazard(event)


@on(HazardRegraded)
def hazard_regraded(event: HazardRegraded) -> None:
    """A hazard became a major one."""
    _hazard(event)


def _hazard(event: HazardEvent) -> None:
    if event.level != MAJOR:
        return
    unit = _organisation(event.enterprise_id)
    if unit is None:
        return
    cases = Case.objects.filter(state__in=IN_FORCE, organisation_id=unit)
    with override(settings.LANGUAGE_CODE):
        for case in cases:
            hazard = get_hazard(event.hazard_id, platform())
            propose_act(
                case_id=case.pk,
                act=ProposalAct.RECHECK,
                trigger=Trigger.HAZARD,
                reason=_("Major hazard %(number)s: %(title)s")
                % {"number": hazard.number, "title": hazard.title},
                subject_key=f"hazard:{event.hazard_id}",
                subject_url=hazard.url,
                actor=platform(),
            )
