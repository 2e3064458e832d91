"""All running responses side by side: which teams each has, and what it still needs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from anlan.command.dispatch.contracts import Need
from anlan.command.dispatch.selectors.dispatches import bound_forces
from anlan.command.plans import public as plans
from anlan.command.responses.public import Force, ResponseInfo, list_running
from anlan.command.teams.public import capability_label
from anlan.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class ResponseForces:
    """A running response with its teams, and the capabilities its plan counts on."""

    response: ResponseInfo
    forces: tuple[Force, ...]
    needs: tuple[Need, ...]

    @property
    def open_needs(self) -> tuple[Need, ...]:
        """What no team or not enough teams bring yet."""
        return tuple(need for need in self.needs if need.is_open)


def running_forces(actor: Actor) -> list[ResponseForces]:
    """Return the running responses one sees, those with unmet needs first, then the gravest."""
    running = list_running(actor)
    bound = bound_forces([response.incident_id for response in running])
    levels = {r.plan_level_id: plans.get_level(r.plan_level_id).resources for r in running}
    found = []
    for response in running:
        forces = tuple(bound.get(response.incident_id, ()))
        covered = Counter(code for force in forces for code in force.capabilities)
        needs = tuple(
            Need(r.code, capability_label(r.code), r.quantity, covered[r.code])
            for r in levels[response.plan_level_id]
            if r.kind == "capability"
        )
        found.append(ResponseForces(response, forces, needs))
    return sorted(found, key=lambda item: (not item.open_needs, item.response.level))
