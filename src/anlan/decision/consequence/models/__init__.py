"""Consequence runs and their zones."""

from anlan.decision.consequence.models.runs import ConsequenceRun, ConsequenceZone, RunIsImmutable

__all__ = ["ConsequenceRun", "ConsequenceZone", "RunIsImmutable"]
