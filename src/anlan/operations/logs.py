"""Log files of the supervised processes: one each, turned over when they grow."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Rotation:
    """Keep a number of old files and turn a log over beyond a size.

    The file is copied and emptied in place: its writer holds it open in append mode and goes on
    without being told, even while the supervisor is away.
    """

    max_bytes: int = 20 * 2**20
    keep: int = 5

    def turn_over(self, log: Path) -> bool:
        """Turn one log over if it has grown beyond the size; whether it was."""
        try:
            if log.stat().st_size < self.max_bytes:
                return False
        except FileNotFoundError:
            return False
        for number in range(self.keep - 1, 0, -1):
            older = log.with_name(f"{log.name}.{number}")
            if older.exists():
                older.replace(log.with_name(f"{log.name}.{number + 1}"))
        shutil.copy2(log, log.with_name(f"{log.name}.1"))
        with open(log, "r+b") as file:
            file.truncate(0)
        return True
