"""Kinds, states and roles of drills; what is expected and how it is judged."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DrillKind(models.TextChoices):
    """Forms of drills; in a double-blind one the players know neither time nor scenario."""

    TABLE_TOP = "table_top", _("table-top drill")
    FUNCTIONAL = "functional", _("functional drill")
    FULL_SCALE = "full_scale", _("full-scale drill")
    DOUBLE_BLIND = "double_blind", _("double-blind drill")


class DrillState(models.TextChoices):
    """Where a drill stands."""

    PLANNED = "planned", pgettext_lazy("drill", "planned")
    RUNNING = "running", pgettext_lazy("drill", "running")
    PAUSED = "paused", pgettext_lazy("drill", "paused")
    SUSPENDED = "suspended", pgettext_lazy("drill", "suspended: real incident")
    ENDED = "ended", pgettext_lazy("drill", "ended, to be assessed")
    ASSESSED = "assessed", pgettext_lazy("drill", "assessed")
    ABORTED = "aborted", pgettext_lazy("drill", "aborted")
    CANCELLED = "cancelled", pgettext_lazy("drill", "cancelled")


#: The clock may run, or run on.
ALIVE = (DrillState.RUNNING, DrillState.PAUSED, DrillState.SUSPENDED)
#: It took place and counts for the cadence.
HELD = (DrillState.ENDED, DrillState.ASSESSED)
OVER = (*HELD, DrillState.ABORTED, DrillState.CANCELLED)

DRILL_TONES: dict[str, str] = {
    DrillState.PLANNED: "waiting",
    DrillState.RUNNING: "active",
    DrillState.PAUSED: "waiting",
    DrillState.SUSPENDED: "overdue",
    DrillState.ENDED: "waiting",
    DrillState.ASSESSED: "done",
    DrillState.ABORTED: "neutral",
    DrillState.CANCELLED: "neutral",
}


class Part(models.TextChoices):
    """What somebody does in a drill."""

    DIRECTOR = "director", _("directing staff")
    PLAYER = "player", _("player")
    EVALUATOR = "evaluator", _("evaluator")
    SAFETY = "safety", _("safety officer")
    OBSERVER = "observer", _("observer")


#: Who knows the script before it is played.
STAFF = (Part.DIRECTOR, Part.EVALUATOR, Part.SAFETY)


class InjectKind(models.TextChoices):
    """In what shape a piece of news reaches the players."""

    TEXT = "text", _("written message")
    CALL = "call", _("telephone call")
    PICTURE = "picture", _("picture from the scene")
    SENSOR = "sensor", _("reading of a sensor")
    FACTS = "facts", _("update of the facts")


class Measure(models.TextChoices):
    """From which record of the engine it is seen that an expected action was taken."""

    ANSWERED = "answered", _("the message is answered")
    ACTIVATED = "activated", _("the response is activated")
    ACCEPTED = "accepted", _("the task is accepted")
    DONE = "done", _("the task is reported as done")
    ORDERED = "ordered", _("an order is given")
    DISPATCHED = "dispatched", _("a team is sent")
    ARRIVED = "arrived", _("a team has arrived")
    ROLL_CALL = "roll_call", _("a roll call is ordered")
    REPORTED = "reported", _("a report to the superior is drawn up")
    FACTS = "facts", _("the facts are updated")
    OBSERVED = "observed", _("an evaluator has seen it")


class Verdict(models.TextChoices):
    """What an evaluator saw."""

    DONE = "done", _("done well")
    PARTLY = "partly", _("partly done")
    MISSED = "missed", _("not done")


VERDICT_TONES: dict[str, str] = {
    Verdict.DONE: "done",
    Verdict.PARTLY: "waiting",
    Verdict.MISSED: "overdue",
}


class ObservationKind(models.TextChoices):
    """What an entry made while a drill runs is."""

    STRENGTH = "strength", _("good practice")
    PROBLEM = "problem", pgettext_lazy("drill", "problem")
    NOTE = "note", pgettext_lazy("drill", "note")


class ProposalKind(models.TextChoices):
    """What of the plan a proposal changes."""

    DEADLINE = "deadline", _("other deadline")
    OWNER = "owner", _("owner to be named")
    ADD = "add", _("task to be added")
    REVIEW = "review", _("task to be reviewed")


class ProposalState(models.TextChoices):
    """What became of a proposal."""

    OPEN = "open", pgettext_lazy("proposal", "open")
    ADOPTED = "adopted", pgettext_lazy("proposal", "in the draft of the plan")
    REJECTED = "rejected", pgettext_lazy("proposal", "rejected")


PROPOSAL_TONES: dict[str, str] = {
    ProposalState.OPEN: "waiting",
    ProposalState.ADOPTED: "done",
    ProposalState.REJECTED: "neutral",
}


class Concerns(models.TextChoices):
    """Whom a rule about how often is for."""

    PUBLIC = "public", _("governments and departments")
    TOWNSHIP = "township", _("townships and streets")
    HIGH_RISK = "high_risk", _("high-risk enterprises")
    ENTERPRISE = "enterprise", _("every enterprise with a plan of its own")
    SITE_PLAN = "site_plan", _("on-site plans of enterprises")
    FIRE_KEY = "fire_key", _("key places of fire safety")
    SCHOOL = "school", _("schools and kindergartens")
    HOSPITAL = "hospital", _("hospitals")
