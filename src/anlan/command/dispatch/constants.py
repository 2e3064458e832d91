"""Numbers dispatch rests on."""

from __future__ import annotations

#: Road length over straight line where no road network is in use. County road networks lie between
#: 1.2 and 1.5; 1.35 is a planning assumption. Every figure made with it says “estimate”.
DETOUR_FACTOR = 1.35
#: A leader who has not confirmed within this time is called.
CONFIRM_WITHIN_S = 180
#: Proposals shown.
PROPOSALS = 20
#: An order needs words; a longer text is a document.
MAX_ORDER_LENGTH = 1000
#: Teams with each capability that a joint plan may keep at home.
MAX_KEPT = 50
#: Times asked for when the coverage of the county is opened, and the longest. [min]
COVERAGE_MINUTES = (5, 10, 15)
WIDEST_MINUTES = 60.0
#: Bases that may be proposed at once.
MAX_FURTHER = 10
#: So far from the planned way a team counts as having left it: beyond the error of a phone in a
#: valley and the width of a junction. [m]
OFF_ROUTE_M = 500.0
