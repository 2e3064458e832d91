"""The name under which the platform acts in chains."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.governance.chains import sources as sources  # registers figures with other rooms
from anlan.kernel.actor import name_system_actors

name_system_actors({"chains": _("platform (whole chains)")})
