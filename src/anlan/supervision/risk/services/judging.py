"""Judging an event: the values on the scales, the score, the band, the level."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.errors import InvalidInput
from anlan.supervision.risk.choices import Level, Method
from anlan.supervision.risk.models import DirectCriterion, MethodVersion
from anlan_science.risk.bands import level_of_score
from anlan_science.risk.graham_kinney1980 import danger_score
from anlan_science.risk.mes import degree_score
from anlan_science.risk.risk_matrix import matrix_score

SCORES: dict[Method, Callable[..., Any]] = {
    Method.LS: matrix_score,
    Method.LEC: danger_score,
    Method.MES: degree_score,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A score with its level; direct judgement has no score."""

    score: float | None
    level: int


def judge(
    method: MethodVersion,
    values: Mapping[str, Any],
    *,
    criteria: Sequence[str] = (),
    prefix: str = "",
) -> Judgement:
    """Return the level of an event by a method; a direct criterion that holds can only raise it.

    Raises ``InvalidInput`` for a value that is not on the printed scale of the method.
    """
    direct = list(DirectCriterion.objects.filter(pk__in=criteria).values_list("level", flat=True))
    gravest = min(direct, default=int(Level.BLUE))
    if method.method == Method.DIRECT:
        return Judgement(None, gravest)
    taken: list[float] = []
    wrong: dict[str, str] = {}
    for factor in method.factors:
        key = factor["key"]
        scale = [float(step["value"]) for step in factor["scale"]]
        try:
            value = float(values.get(key, ""))
        except (TypeError, ValueError):
            wrong[f"{prefix}{key}"] = _("Please choose a value of the scale.")
            continue
        if value not in scale:
            wrong[f"{prefix}{key}"] = _("%(value)s is not on the scale of %(name)s.") % {
                "value": f"{value:g}",
                "name": factor["name"],
            }
            continue
        taken.append(value)
    if wrong:
        raise InvalidInput(fields=wrong)
    score = float(SCORES[Method(method.method)](*taken))
    return Judgement(score, min(gravest, level_of(method, score)))


def level_of(method: MethodVersion, score: float) -> int:
    """Return the level of a score under a version of the bands."""
    assert method.red_from is not None
    assert method.orange_from is not None
    assert method.yellow_from is not None
    return int(level_of_score(score, method.red_from, method.orange_from, method.yellow_from))


def current_method(method: str) -> MethodVersion:
    """Return the version of a method in use, or raise ``InvalidInput``."""
    found = MethodVersion.objects.filter(method=method, is_current=True).first()
    if found is None:
        raise InvalidInput(fields={"method": _("This method is not installed.")})
    return found
