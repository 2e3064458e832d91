"""Figures of the alarm engine that are the platform's own."""

from __future__ import annotations

#: PostgreSQL channel on which ingesters hear that rules changed.
RULES_CHANNEL = "anlan_rules"
#: Who raises the alarms of the rules over readings.
RULES_SOURCE = "rules"
#: Longest history read to warm up rules after a restart. [s]
WARM_UP_S = 3600
#: Peaks of open alarms are written at most this often. [s]
PEAK_EVERY_S = 1.0
#: Roles of the ladder and the permission by which their people are found.
LADDER_PERMISSIONS = {
    "duty_officer": "alarms.answer_as_duty_officer",
    "duty_leader": "alarms.answer_as_duty_leader",
    "commander": "alarms.answer_as_commander",
}

#: Roles that keep the watch and are asked in spot checks.
WATCH_ROLES = ("duty_officer", "duty_leader")

#: A back-test looks back this far. [days]
BACK_TEST_DAYS = 30
#: A back-test takes at most so many points, those with alarms first.
BACK_TEST_POINTS = 2_000
#: A crossing so soon after the one before joins its alarm: people had not finished it. [s]
BACK_TEST_JOIN_S = 1_800
#: An alarm that stood so near a crossing of a back-test is the same thing. [s]
BACK_TEST_NEAR_S = 600
#: Crossings kept with a back-test.
BACK_TEST_CROSSINGS = 500
