"""Random passwords and keys of an installation, made once and kept readable by the owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from anlan.operations.paths import Layout


def secret(layout: Layout, name: str, *, length: int = 32) -> str:
    """The secret called ``name``; created at its first use.

    Two processes may ask at the same moment: the file appears complete under its name (link of a
    finished temporary file), and whoever comes second reads what the first one wrote.
    """
    layout.prepare()
    path = layout.secrets / name
    if not path.exists():
        draft = layout.secrets / f".{name}.{os.getpid()}"
        write_private(draft, secrets.token_urlsafe(length))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, never readable by others for an instant."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
