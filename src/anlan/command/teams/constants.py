"""Numbers the rescue forces rest on."""

from __future__ import annotations

#: Mean speed of an emergency vehicle on county roads when a team does not state its own [km/h].
#: An assumption of planning, not a measurement; each team's own figure goes before it.
DEFAULT_SPEED_KMH = 45.0
#: Minutes from the call to the wheels rolling, when a team does not state its own.
DEFAULT_TURNOUT_MINUTES = 5
