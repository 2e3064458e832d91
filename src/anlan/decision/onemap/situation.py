"""The wall's words: one sentence of situation, and what is abnormal at the sides.

Apps below tell what is abnormal in their field through ``register_situation``; the map only lays it
out, worst first.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import gather_situation
from anlan.kernel.situation import Abnormal, situation_for


def _item(x: Abnormal) -> dict[str, Any]:
    return {
        "label": x.label,
        "url": x.url,
        "level": x.level,
        "where": x.where,
        "value": x.value,
        "at": x.at,
        "state": x.state,
        "sound_id": x.sound_id,
    }


def wall_page(actor: Actor) -> dict[str, Any]:
    """Return the page context of the wall for this actor."""
    abnormal = situation_for(actor)
    left = [x for x in abnormal if x.side == "left"]
    right = [x for x in abnormal if x.side == "right"]
    worst = min((x.level for x in abnormal if x.level), default=None)
    sentence, _level = gather_situation(actor)
    if not sentence and abnormal:
        sentence = _("%(incidents)d incidents in progress, %(alarms)d alarms open") % {
            "incidents": len(right),
            "alarms": len(left),
        }
    sentence = sentence or _("All quiet: no incident in progress, no alarm open")
    return {
        "title": _("Situation"),
        "situation": sentence,
        "situation_level": worst,
        "live_topic": "map",
        "as_of": clock.now(),
        "left": {"title": _("Alarms"), "items": [_item(x) for x in left[:12]]},
        "right": {"title": _("Incidents"), "items": [_item(x) for x in right[:12]]},
    }
