"""Rules over streams of readings, evaluated in batches of arrays, and how well they detect.

``rules`` holds the bank of rules; ``compare`` the dead-band and delays; ``iglewicz_hoaglin1993``,
``roberts1959`` and ``page1954`` the statistical signals; ``scoring`` compares alarms with labels.
"""

from __future__ import annotations

from anlan_science.telemetry.rules import (
    Evaluation,
    RuleBank,
    RuleKind,
    RuleSpec,
)
from anlan_science.telemetry.scoring import DetectionScore, score_alarms, score_points

__all__ = [
    "DetectionScore",
    "Evaluation",
    "RuleBank",
    "RuleKind",
    "RuleSpec",
    "score_alarms",
    "score_points",
]
