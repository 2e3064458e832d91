"""Telling the registry who came and who left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.db import transaction

from anlan.integrations.gateway.presence import Word
from anlan.kernel.actor import Actor
from anlan.monitoring.devices.public import mark_absent, mark_present

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@transaction.atomic
def tell_presence(*, words: Mapping[str, Word], actor: Actor) -> None:
    """Hand the newest words on devices' sessions to the registry, as of the last of them.

    They were said within a second or so: five thousand vehicles that come back are two statements.
    """
    for is_there, mark in ((False, mark_absent), (True, mark_present)):
        said = {code: word.at_ms for code, word in words.items() if word.is_there == is_there}
        if said:
            at = BEGINNING + timedelta(milliseconds=max(said.values()))
            mark(device_codes=said, at=at, actor=actor)
