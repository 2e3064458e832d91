"""From a sender's kind to ours: the table of the source first, then that for all."""

from __future__ import annotations

from anlan.command.incidents.choices import IncidentKind
from anlan.command.intake.models import IntakeSource, KindMapping


def our_kind(source: IntakeSource, word: str) -> str:
    """Return our kind of a sender's code or words; nothing when the table does not tell.

    The longest word that occurs in what he says wins: 危化品火灾 is a chemical accident.
    """
    said = word.strip().lower()
    if not said:
        return ""
    if said in IncidentKind.values:
        return said
    rows = KindMapping.objects.filter(source__in=[source.pk]) | KindMapping.objects.filter(
        source__isnull=True
    )
    fitting = [
        (row.source_id is not None, len(row.word), row.kind)
        for row in rows
        if row.word.lower() == said or (len(row.word) > 1 and row.word.lower() in said)
    ]
    exact = [row for row in rows if row.word.lower() == said]
    if exact:
        return max(exact, key=lambda row: row.source_id is not None).kind
    return max(fitting)[2] if fitting else ""
