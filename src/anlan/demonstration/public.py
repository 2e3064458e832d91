"""The door of the demonstration: which county is loaded, and how to make it again."""

from __future__ import annotations

from anlan.demonstration.generator import County, generate_county
from anlan.demonstration.models import LoadedCounty


def find_loaded_county() -> LoadedCounty | None:
    """Return what was loaded, None in a database without a demonstration county."""
    return LoadedCounty.objects.first()


def make_loaded_county() -> County | None:
    """Generate the loaded county again (about a second), with the behaviour of every point."""
    found = find_loaded_county()
    return generate_county(found.name, found.seed) if found else None
