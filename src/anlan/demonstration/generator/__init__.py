"""A whole fictitious county, made deterministically from a name and a seed. Pure Python."""

from __future__ import annotations

from .county import DEFAULT_SEED, generate_county
from .model import County

__all__ = ["DEFAULT_SEED", "County", "generate_county"]
