"""Who reads and who makes consequence runs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.decision.consequence.models import (
    ConsequenceRun,
    ConsequenceZone,
    RiskContour,
    SiteAssessment,
)
from anlan.kernel.policy import Action, Policy, policy, register_actions

VIEW = "consequence.view_run"
RUN = "consequence.create_run"

register_actions(
    Action(
        VIEW,
        _("read consequence runs"),
        roles=(
            "county_leader",
            "commander",
            "duty_officer",
            "bureau_officer",
            "department_officer",
            "township_officer",
            "enterprise_manager",
        ),
    ),
    Action(
        RUN,
        _("make consequence runs"),
        roles=(
            "commander",
            "duty_officer",
            "bureau_officer",
            "township_officer",
            "enterprise_manager",
        ),
    ),
)


@policy
class ConsequenceRunPolicy(Policy[ConsequenceRun]):
    """By the region of the release; one's own enterprise."""

    model = ConsequenceRun
    view = VIEW
    region_field = "region"
    organisation_field = "enterprise__organisation_id"


@policy
class ConsequenceZonePolicy(Policy[ConsequenceZone]):
    """As the run."""

    model = ConsequenceZone
    view = VIEW
    region_field = "run__region"
    organisation_field = "run__enterprise__organisation_id"


@policy
class SiteAssessmentPolicy(Policy[SiteAssessment]):
    """By the region of the site; an enterprise sees those of itself alone."""

    model = SiteAssessment
    view = VIEW
    region_field = "region"
    organisation_field = "enterprise__organisation_id"


@policy
class RiskContourPolicy(Policy[RiskContour]):
    """As the assessment."""

    model = RiskContour
    view = VIEW
    region_field = "assessment__region"
    organisation_field = "assessment__enterprise__organisation_id"
