"""Where an installation keeps its things: one variable folder, nothing outside it but by need."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import anlan

PROJECT = Path(anlan.__file__).resolve().parents[2]
"""The project folder (a checkout, or the folder above the installed package)."""


@dataclass(frozen=True)
class Layout:
    """The folders of one installation; every path hangs below ``var``."""

    var: Path

    @classmethod
    def from_environment(cls) -> Layout:
        """The installation that ``ANLAN_VAR`` names, by default ``var`` in the project folder."""
        return cls(Path(os.environ.get("ANLAN_VAR") or PROJECT / "var").resolve())

    @property
    def secrets(self) -> Path:
        """Passwords and keys, readable by the owner only."""
        return self.var / "secrets"

    @property
    def backup_stamp(self) -> Path:
        """When the last backup was finished; the desk of system administrators shows it."""
        return self.var / "last-backup"

    @property
    def run(self) -> Path:
        """Locks, process ids, remembered ports: nothing here is worth keeping."""
        return self.var / "run"

    @property
    def log(self) -> Path:
        """One log file per process."""
        return self.var / "log"

    @property
    def media(self) -> Path:
        """Files people uploaded and documents the platform produced."""
        return self.var / "media"

    def prepare(self) -> None:
        """Create the folders; services under another account may pass through, but not look."""
        self.var.mkdir(parents=True, exist_ok=True)
        for folder in (self.run, self.log, self.media):
            folder.mkdir(exist_ok=True)
        self.secrets.mkdir(mode=0o700, exist_ok=True)
        self.secrets.chmod(0o700)
