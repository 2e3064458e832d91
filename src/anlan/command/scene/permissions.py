"""Who sees a scene, takes part in it and commands it.

Officials by the area of the incident; a team's people through its dispatch, also after it was stood
down: what they wrote without signal may still be on its way.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from anlan.command.dispatch.choices import DispatchState
from anlan.command.scene.models import (
    CommunicationMeans,
    Evacuation,
    EvacuationAnswer,
    MeansCheck,
    Scene,
    SceneEntry,
    ScenePosition,
    SketchChange,
    SketchElement,
    SketchPeriod,
)
from anlan.kernel.actor import Scope
from anlan.kernel.policy import Action, M, Policy, policy, register_actions

VIEW = "scene.view_scene"
TAKE_PART = "scene.take_part"
COMMAND = "scene.command_scene"
ANSWER = "scene.confirm_withdrawal"
VIEW_TRACKS = "scene.view_tracks"
VIEW_MEANS = "scene.view_means"
KEEP_MEANS = "scene.keep_means"
CHECK_MEANS = "scene.check_means"

READERS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "team_leader",
    "auditor",
)
COMMANDERS = ("county_leader", "commander", "duty_officer")

register_actions(
    Action(VIEW, _("see the scenes of incidents"), roles=READERS),
    Action(
        TAKE_PART,
        _("write, draw and report from a scene"),
        roles=tuple(role for role in READERS if role != "auditor"),
    ),
    Action(COMMAND, _("order withdrawals and lead the sketch of a scene"), roles=COMMANDERS),
    Action(
        ANSWER,
        _("confirm a withdrawal for a team"),
        roles=("team_leader", "commander", "duty_officer"),
    ),
    Action(
        VIEW_TRACKS,
        _("see where people on a scene were"),
        roles=(*COMMANDERS, "bureau_officer", "auditor"),
    ),
    Action(VIEW_MEANS, _("read means of communication"), roles=READERS),
    Action(KEEP_MEANS, _("keep means of communication"), roles=("bureau_officer",)),
    Action(
        CHECK_MEANS,
        _("try means of communication"),
        roles=("bureau_officer", "duty_officer", "team_leader"),
    ),
)


class ScenePart(Policy[M]):
    """By the region of the incident, or through a team that was sent there.

    ``path`` leads from the model to the scene.
    """

    view = VIEW
    path = ""

    def scope_q(self, scope: Scope) -> Q | None:
        """Find the rows of the scenes a scope reaches."""
        if scope.kind == "all":
            return Q()
        if scope.kind == "region":
            return Q(**{f"{self.path}region__code__startswith": scope.value})
        teams = {"organisation": "team__organisation_id", "person": "team__leader_id"}
        if scope.kind not in teams:
            return None
        sent = Scene.objects.filter(
            **{f"incident__dispatches__{teams[scope.kind]}": scope.value}
        ).exclude(incident__dispatches__state=DispatchState.DECLINED)
        return Q(**{f"{self.path}pk__in": sent.values("pk")})

    def covers(self, scope: Scope, obj: M) -> bool:
        """Ask the database where the way leads through teams."""
        if scope.kind in ("organisation", "person"):
            condition = self.scope_q(scope)
            rows = self.model._default_manager.filter(condition, pk=obj.pk)
            return rows.exists()
        if scope.kind == "region":
            target: Any = obj
            for part in filter(None, self.path.split("__")):
                target = getattr(target, part)
            return str(target.region_id).startswith(scope.value)
        return scope.kind == "all"


def _part(of: type[Model], through: str) -> None:
    """Register the policy of a part of the scene."""
    policy(type(f"{of.__name__}Policy", (ScenePart,), {"model": of, "path": through}))


_part(Scene, "")
for _model in (SceneEntry, SketchElement, SketchPeriod, Evacuation, ScenePosition):
    _part(_model, "scene__")
_part(SketchChange, "element__scene__")
_part(EvacuationAnswer, "evacuation__scene__")


@policy
class CommunicationMeansPolicy(Policy[CommunicationMeans]):
    """By region; those of one's organisation's teams; those of the team one leads."""

    model = CommunicationMeans
    view = VIEW_MEANS
    region_field = "region"
    organisation_field = "team__organisation_id"
    person_field = "team__leader_id"


@policy
class MeansCheckPolicy(Policy[MeansCheck]):
    """As the means."""

    model = MeansCheck
    view = VIEW_MEANS
    region_field = "means__region"
    organisation_field = "means__team__organisation_id"
    person_field = "means__team__leader_id"
