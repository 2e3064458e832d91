"""Figures of the alarm engine that are the platform's own."""

from __future__ import annotations

#: PostgreSQL channel on which ingesters hear that rules changed.
RULES_CHANNEL = "anlan_rules"
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
