"""Limits of what a phone may draw and tell, and how near the scene is."""

from __future__ import annotations

#: Corners of one drawn line or area; the phone thins out what a finger drew.
MAX_POINTS = 400
MAX_LABEL = 60
MAX_TEXT = 2000
MAX_PEOPLE = 10_000
#: Elements one sketch may have; more is a mistake or a script.
MAX_ELEMENTS = 500
#: A drawn point lies within this many degrees of the scene, or it is a slip.
FAR_DEGREES = 0.5
#: A team's position this near to the incident shows the scene.
NEAR_M = 1500
#: Entries that go to the phones and stand on the page.
SHOWN_ENTRIES = 30
#: Scenes one phone is told of.
MAX_SCENES = 5
#: Roads and waters this far around the incident go with the scene.
AROUND_M = 2500
MAX_SURROUNDINGS = 250
#: What was made longer ago than this before it arrived says so in the timeline.
LATE_ARRIVAL_S = 60
#: Positions are kept this far apart, at most so many come at once.
POSITION_EVERY_S = 30
MAX_POSITIONS = 300
#: Positions of people are kept this long after the end: the review and an inquiry (60 days, with
#: its extension 120, 国务院令第493号 article 29) are over by then.
KEEP_POSITIONS_DAYS = 180
#: A withdrawal is confirmed within this time, else the commander is told in red.
CONFIRM_WITHIN_S = 180
