"""Figures of the platform's own; those of laws and standards stand in ``data/``."""

from __future__ import annotations

from datetime import timedelta

#: Source names of the alarms raised here.
PRODUCT_SOURCE = "natural_hazards.product"
STAGE_SOURCE = "natural_hazards.stage"
GEO_SOURCE = "natural_hazards.geo"

#: Products of this level and graver raise alarms; blue is told on the desk only.
ALARM_FROM_LEVEL = 3
#: Hours of history a product looks back on.
HISTORY_H = 24 * 15
#: Share of a window that must have been measured.
LEAST_SHARE = 0.75
#: A township without a station of its own borrows the nearest one, not farther than this. [m]
BORROW_RAIN_M = 15_000.0
BORROW_WEATHER_M = 40_000.0
#: Readings that come later than this after the hour are no longer taken into it.
LATE_HOURS = 3
#: Daily recession of the antecedent precipitation index.
RECESSION = 0.85
#: Durations at which the rain is held against Caine's curve; shorter bursts are flash floods. [h]
CAINE_HOURS = (6, 12, 24, 48, 72)
#: The daily fire codes are computed with the weather of this hour, Beijing time.
FIRE_HOUR = 13
#: Older codes are not carried on: they start anew.
FIRE_CODES_HELD = timedelta(days=3)
#: A danger report of a group monitor counts for so long.
DANGER_REPORT_HELD = timedelta(hours=24)
#: A level reading older than this is no present level.
LEVEL_HELD = timedelta(hours=2)
#: How long after its end a warning still counts for an event, and how late one may come.
WARNING_VALID = timedelta(hours=6)
WARNING_LATE = timedelta(hours=1)
#: Side of a cell of the fire map, and the most cells of a map: a large county has larger cells.
CELL_M = 500.0
MOST_CELLS = 20_000
#: Power of the distance between stations and cells.
DISTANCE_POWER = 2.0
#: Boundaries are drawn within so much of themselves. [°]
DRAWN_WITHIN = 0.0004
#: A danger map older than this is not drawn as the present one.
MAP_PRESENT = timedelta(hours=3)
#: The hours one may choose from on the map.
MAP_HOURS = 24
#: Danger maps are kept for so long.
MAPS_HELD = timedelta(days=400)
