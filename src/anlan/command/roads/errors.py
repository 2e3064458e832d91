"""Refusals about roads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import WrongState


class NoNetwork(WrongState):
    """No road network is in use."""

    code = "no_road_network"
    message = _("No road network is in use yet. Read one in first.")
