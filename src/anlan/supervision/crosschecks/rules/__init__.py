"""The rules: each looks at facts of several apps and yields what cannot all be true."""

from anlan.supervision.crosschecks.rules import (  # noqa: F401 - registers
    commitments,
    dossiers,
    photos,
)
from anlan.supervision.crosschecks.rules.base import RULES, Look

__all__ = ["RULES", "Look"]
