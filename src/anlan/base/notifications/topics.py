"""Live topics of notices: one's own inbox."""

from __future__ import annotations

from anlan.kernel.live import register_topic

register_topic("inbox", check=lambda actor, person: str(actor.person_id) == person)
