"""What an alarm receiving system sends: stated here, shown in the API document, checked."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime, StringConstraints

#: Text without the character that no column can hold.
Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Text = Annotated[str, StringConstraints(max_length=5000, pattern=r"^[^\x00]*$")]
Number = Annotated[int | None, Field(ge=0, le=1_000_000)]


class AlarmCallerIn(Schema):
    """Who reported it to the sender."""

    name: Annotated[str, StringConstraints(max_length=50, pattern=r"^[^\x00]*$")] = ""
    phone: Annotated[str, StringConstraints(max_length=30, pattern=r"^[^\x00]*$")] = ""


class AlarmFiguresIn(Schema):
    """First figures; what is not known is left out."""

    deaths: Number = None
    missing: Number = None
    serious_injuries: Number = None
    minor_injuries: Number = None
    trapped: Number = None
    evacuated: Number = None


class AlarmIn(Schema):
    """One alarm of a 110, 119 or 120 centre: new, changed or taken back.

    ``number`` is the sender's own; a message with a known number changes that alarm. ``told_at``
    says how new the knowledge is: what is older than what we have is kept but changes nothing.
    """

    number: Annotated[
        str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]+$")
    ] = Field(description="the sender's number of the alarm")
    action: Literal["report", "update", "cancel"] = "report"
    kind: Line = Field("", description="the sender's kind, a word or a code")
    title: Line = ""
    description: Text = ""
    occurred_at: AwareDatetime | None = None
    told_at: AwareDatetime | None = None
    address: Line = ""
    region_code: str = Field("", pattern=r"^(\d{12}(\d{3})?)?$")
    longitude: float | None = Field(None, ge=-180, le=180, description="WGS-84")
    latitude: float | None = Field(None, ge=-90, le=90)
    caller: AlarmCallerIn = AlarmCallerIn()
    figures: AlarmFiguresIn = AlarmFiguresIn()
    recording_url: str = Field("", max_length=500, pattern=r"^(https?://[^\x00\s]+)?$")
    reason: Line = Field("", description="why it is taken back")


class AlarmAnswerOut(Schema):
    """What became of a message; the same for one that was sent again."""

    message_id: int
    item_id: int | None
    number: str
    state: str
    outcome: str = Field(description="created, updated, older, cancelled, repeated or refused")
    received_at: str
    incident_number: str = ""
    problems: dict[str, str] = {}


class CallAnswerOut(Schema):
    """What became of a call event."""

    call_id: str
    state: str
    is_known: bool = True


class ChainAnswerOut(Schema):
    """What became of a message of another level."""

    key: str
    outcome: str


class PlainCallIn(Schema):
    """Our own form of a call event; those of common exchanges are taken as well."""

    call_id: str
    event: Literal["ringing", "answered", "ended", "recording"]
    direction: Literal["inbound", "outbound"] = "inbound"
    from_: str = Field("", alias="from")
    to: str = ""
    seat: str = ""
    at: str = ""
    recording_url: str = ""
