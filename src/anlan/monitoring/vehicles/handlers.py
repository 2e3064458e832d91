"""What vehicles hear: every batch of readings, the late ones for their tracks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import name_system_actors
from anlan.monitoring.alarms.public import register_batch_observer, register_late_observer
from anlan.monitoring.vehicles.services.observing import OBSERVER

name_system_actors({"vehicles": _("platform (vehicles)")})
register_batch_observer("vehicles", OBSERVER.observe)
register_late_observer("vehicles", OBSERVER.keep_late)
