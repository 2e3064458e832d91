"""The way back to the register."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

CRUMBS = ((pgettext_lazy("register", "Vehicles"), "vehicles:list"),)
