"""Numbers roads rest on; speeds and capacities stand in ``data``."""

from __future__ import annotations

#: How a time was got; stands beside it.
METHOD = "road network"
#: A closure drawn as a line reaches so far to both sides. [m]
LINE_REACH_M = 15.0
#: A road is closed by a line when so much of it, or half of it, lies within the reach. A side road
#: that only touches has less, a road that is crossed has more. [m]
LINE_LEAST_M = 25.0
#: From a place to its road one drives slowly: yards, field tracks. A planning assumption. [km/h]
ACCESS_KM_H = 10.0
#: A place further from every road than this is not reached by road. [m]
FURTHEST_M = 2_000.0
#: A drawn closure: enough for a flooded valley, few enough to be judged in passing.
MOST_CORNERS = 2_000
#: An uploaded map. [bytes]
MOST_UPLOAD = 80 * 2**20
#: What an uploaded archive may hold: a megabyte can unpack to a thousand. [bytes]
MOST_UNPACKED = 1024 * 2**20
#: Problems of a file that are kept one by one.
MOST_PROBLEMS = 200
#: Longest time of an isochrone. [min]
LONGEST_MINUTES = 180
#: How far beside a reached road the drawn area extends. [m]
VERGE_M = 200.0
#: People in a vehicle that leaves a zone; a planning assumption.
PEOPLE_PER_VEHICLE = 3.0
#: In a zone that is cleared a road weighs so much more: one leaves by the shortest way out of it.
ZONE_WEIGHT = 20.0
