"""The name under which documents are read in by command."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import name_system_actors

name_system_actors({"planning": _("platform (planning documents)")})
