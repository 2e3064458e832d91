"""Reading the rescue forces."""

from __future__ import annotations

from anlan.command.teams.selectors.gaps import gaps_of
from anlan.command.teams.selectors.teams import info, infos, list_ready_teams, list_teams

__all__ = ["gaps_of", "info", "infos", "list_ready_teams", "list_teams"]
