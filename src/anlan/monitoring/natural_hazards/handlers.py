"""What the alarms that are raised here, and the job that raises them, are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import name_system_actors
from anlan.monitoring.alarms.public import register_alarm_source
from anlan.monitoring.natural_hazards.constants import GEO_SOURCE, PRODUCT_SOURCE, STAGE_SOURCE

register_alarm_source(PRODUCT_SOURCE, _("hourly natural hazard product"))
register_alarm_source(STAGE_SOURCE, _("stages of rivers and reservoirs"))
register_alarm_source(GEO_SOURCE, _("report of a group monitor"))
name_system_actors({"natural hazards": _("platform (natural hazards)")})
