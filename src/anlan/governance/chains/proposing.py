"""Which stages have to trace a problem: up to its source, down to where else it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from anlan.governance.chains.choices import Direction
from anlan.governance.chains.models import Stage


def proposed_stages(
    stages: Sequence[Stage], found: Stage, problem: Mapping[str, Any]
) -> list[tuple[Stage, Direction]]:
    """Return the stages concerned with their direction, in the order of the chain.

    A typical problem says itself which stages it concerns. For any other problem all stages before
    look for the source, and the next stage looks for what went on from here. The stage where it
    was found always deals with the place itself.
    """
    named = set(problem.get("trace", ()))
    following = min((s.position for s in stages if s.position > found.position), default=0)
    rows = []
    for stage in stages:
        is_before = stage.position < found.position
        usual = is_before or stage.position == following
        if stage.pk == found.pk:
            rows.append((stage, Direction.HERE))
        elif stage.code in named if named else usual:
            rows.append((stage, Direction.UP if is_before else Direction.DOWN))
    return rows
