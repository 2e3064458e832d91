"""Which plan to start at which level, and why."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.command.incidents import public as incidents
from anlan.command.plans import public as plans
from anlan.command.responses.contracts import Alternative, Recommendation
from anlan.command.responses.errors import NoPlan
from anlan.command.responses.selectors.facts import gather_facts
from anlan.kernel.actor import Actor


def recommend_level(incident_id: int, actor: Actor) -> Recommendation:
    """Recommend plan and level for an incident from its facts through the triggers of the plans.

    The reasons are the conditions reached, each with the fact that reaches it. Alternatives are the
    other plans that fit, and the neighbouring levels of the recommended plan (for a sensitive event
    the response may be raised: 高敏感事件提级响应).

    Raises ``NotVisible`` or ``NoPlan``.
    """
    incident = incidents.get_incident(incident_id, actor)
    facts = gather_facts(incident, actor)
    matches = plans.match_plans(kind=incident.kind, facts=facts, region_code=incident.region_code)
    if not matches:
        raise NoPlan
    best = matches[0]
    alternatives = [
        Alternative(
            plan_id=m.plan_id,
            plan_name=m.plan_name,
            plan_level_id=m.level_id,
            level=m.level,
            label=level_label(m.level),
            reasons=tuple(map(str, m.reasons)),
        )
        for m in matches[1:]
    ]
    for step, words in (
        (-1, _("Raise by one level: for a sensitive place, time or group of people.")),
        (1, _("One level lower: when the scene shows that it is contained.")),
    ):
        neighbour = plans.find_level_of_plan(best.plan_id, best.level + step)
        if neighbour is not None:
            alternatives.append(
                Alternative(
                    plan_id=best.plan_id,
                    plan_name=best.plan_name,
                    plan_level_id=neighbour,
                    level=best.level + step,
                    label=level_label(best.level + step),
                    reasons=(words,),
                )
            )
    return Recommendation(
        incident_id=incident.id,
        plan_id=best.plan_id,
        plan_name=best.plan_name,
        plan_level_id=best.level_id,
        level=best.level,
        label=level_label(best.level),
        reasons=tuple(map(str, best.reasons)),
        details=best.reasons,
        alternatives=tuple(alternatives),
        facts=facts,
        is_default=best.is_default,
    )


def level_label(level: int) -> str:
    """Return a response level in words: “level II response”."""
    return plans.level_label(level)
