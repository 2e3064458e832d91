"""Imports of the rescue forces; registered by being imported."""

from __future__ import annotations

from anlan.command.teams.transfer import experts as experts
from anlan.command.teams.transfer import teams as teams
