"""What the platform's own jobs are called in timelines, notices and the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import name_system_actors

name_system_actors(
    {
        "alarm clock": _("alarm clock of the platform"),
        "bench": _("benchmark"),
        "clock": _("legal clock of the platform"),
        "cross-checks": _("platform (cross-checks)"),
        "demonstration": _("demonstration"),
        "demonstration.story": _("demonstration"),
        "dispatch": _("platform (dispatch)"),
        "duty": _("platform (duty)"),
        "enterprises": _("platform (enterprises)"),
        "hazards": _("platform (hazards)"),
        "incidents": _("platform (incidents)"),
        "ingest": _("platform (monitoring)"),
        "installation": _("installation"),
        "installations": _("platform (installations)"),
        "ledgers": _("platform (ledgers)"),
        "map": _("platform (map)"),
        "natural hazards": _("platform (natural hazards)"),
        "notices": _("platform (notices)"),
        "notifications": _("platform (notices)"),
        "platform": _("platform"),
        "reference": _("installation"),
        "replay": _("replay of recordings"),
        "responses": _("platform (responses)"),
        "risk": _("platform (risk)"),
        "roads": _("platform (roads)"),
        "vehicles": _("platform (vehicles)"),
    }
)
