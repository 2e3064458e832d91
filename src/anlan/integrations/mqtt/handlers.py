"""What the broker's side registers when the platform starts: the preview of what a device sends."""

from __future__ import annotations

from anlan.integrations.mqtt import watching

__all__ = ["watching"]
