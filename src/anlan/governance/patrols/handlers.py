"""What patrols bring to other rooms: the platform's own name, figures for scores and indicators."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.governance.patrols import sources as sources  # registers with the other rooms
from anlan.kernel.actor import name_system_actors

name_system_actors({"patrols": _("platform (patrols)")})
