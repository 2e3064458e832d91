"""What a message says of a device, judged reading by reading for the one who installs it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anlan.kernel.errors import Message
from anlan.monitoring.devices.models import Point
from anlan.monitoring.devices.readings import SeenFrame, SeenReading

#: A clock that is off by more is pointed out. [s]
CLOCK_TOLERANCE_S = 60
BAD_QUALITY = 2

#: Why part of a message was not understood, in the installer's words.
REFUSALS: Mapping[str, Message] = {
    "topic": gettext_lazy("the topic names no device"),
    "too_large": gettext_lazy("the message is larger than 256 KB"),
    "not_json": gettext_lazy("this is not JSON"),
    "shape": gettext_lazy("neither {t, v} nor {r: […]}: see the instructions"),
    "too_many": gettext_lazy("more than 5,000 readings in one message"),
    "key": gettext_lazy("a key is missing or too long"),
    "time": gettext_lazy("a time is no number of milliseconds since 1970"),
    "value": gettext_lazy("a value is no number"),
    "quality": gettext_lazy("a quality is none of 0, 1, 2"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the preview: ``tone`` is done, waiting or overdue."""

    key: str
    name: str
    value: str
    unit: str
    at_ms: int | None
    tone: str
    text: str


def judge_reading(reading: SeenReading, points: Mapping[str, Point], now_ms: float) -> Verdict:
    """Say whether a reading is known, in range and in time."""
    point = points.get(reading.key)
    value = "—" if reading.value is None else f"{reading.value:g}"

    def verdict(tone: str, text: str) -> Verdict:
        name, unit = (point.name, point.unit) if point else ("", "")
        return Verdict(reading.key, name, value, unit, reading.at_ms, tone, text)

    if point is None:
        return verdict("overdue", _("refused: no point of this device has this key"))
    if not point.is_active:
        return verdict("overdue", _("refused: this point is out of use"))
    off_s = (reading.at_ms - now_ms) / 1000
    if off_s > CLOCK_TOLERANCE_S:
        return verdict("overdue", _("refused: %(n)d s in the future; set the clock") % {"n": off_s})
    if reading.value is None or reading.quality >= BAD_QUALITY:
        return verdict("waiting", _("kept with bad quality: nothing was measured"))
    if point.range_low is not None and reading.value < point.range_low:
        return verdict(
            "waiting", _("below the range (%(low)g): unit or factor?") % {"low": point.range_low}
        )
    if point.range_high is not None and reading.value > point.range_high:
        return verdict(
            "waiting", _("above the range (%(high)g): unit or factor?") % {"high": point.range_high}
        )
    if off_s < -CLOCK_TOLERANCE_S:
        return verdict("waiting", _("%(n)d s late: an old reading, or the clock") % {"n": -off_s})
    return verdict("done", _("good"))


def judge_frame(frame: SeenFrame, points: Mapping[str, Point]) -> dict[str, Any]:
    """Return what the page shows of a message."""
    now_ms = time.time() * 1000
    lines = [judge_reading(reading, points, now_ms) for reading in frame.readings[:50]]
    for reason, number in frame.refused.items():
        words = str(REFUSALS.get(reason, reason))
        many = ngettext("%(n)d reading", "%(n)d readings", number) % {"n": number}
        text = _("refused: %(why)s (%(many)s)") % {"why": words, "many": many}
        lines.append(Verdict("", "", "", "", None, "overdue", text))
    return {
        "at": int(frame.received_at.timestamp() * 1000),
        "size": frame.size,
        "text": frame.text,
        "lines": [asdict(line) for line in lines],
        "heard": sorted({r.key for r in frame.readings if r.key in points}),
    }
