"""Records of the framework: what happened (events), what changed state, what runs (jobs)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class TimeStamped(models.Model):
    """Base of most records: when it was created and last written."""

    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        abstract = True


class EventRecord(models.Model):
    """One event, written in the transaction of the change it tells of."""

    name = models.CharField(_("name"), max_length=100, db_index=True)
    payload = models.JSONField(_("payload"), default=dict)
    actor_id = models.CharField(_("actor"), max_length=64)
    request_id = models.CharField(_("request"), max_length=32, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class HandledEvent(models.Model):
    """That a handler has dealt with an event; makes redelivery harmless."""

    event = models.ForeignKey(EventRecord, on_delete=models.CASCADE, verbose_name=_("event"))
    handler = models.CharField(_("handler"), max_length=200)
    handled_at = models.DateTimeField(_("handled at"), auto_now_add=True)

    class Meta:
        verbose_name = _("handled event")
        verbose_name_plural = _("handled events")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "handler"], name="event_handled_once")
        ]

    def __str__(self) -> str:
        return f"{self.handler} ← {self.event_id}"


class StateChange(models.Model):
    """One step of a state machine: old, new, who, why, when."""

    subject_type = models.CharField(_("subject type"), max_length=100)
    subject_id = models.CharField(_("subject"), max_length=64)
    transition = models.CharField(_("transition"), max_length=50)
    source = models.CharField(_("from"), max_length=50)
    target = models.CharField(_("to"), max_length=50)
    actor_id = models.CharField(_("actor"), max_length=64)
    actor_name = models.CharField(_("actor name"), max_length=100)
    reason = models.TextField(_("reason"), blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("state change")
        verbose_name_plural = _("state changes")
        ordering: ClassVar = ["changed_at", "id"]
        indexes: ClassVar = [
            # The history on an object's page.
            models.Index(fields=["subject_type", "subject_id", "changed_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}: {self.source} → {self.target}"


class JobState(models.TextChoices):
    """Where a visible background job stands."""

    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Job(TimeStamped):
    """A long piece of work somebody waits for: who started it, how far it is, what came out."""

    kind = models.CharField(_("kind"), max_length=100)
    title = models.CharField(_("title"), max_length=200)
    actor_id = models.CharField(_("actor"), max_length=64)
    actor_name = models.CharField(_("actor name"), max_length=100)
    state = models.CharField(
        _("state"), max_length=20, choices=JobState.choices, default=JobState.QUEUED
    )
    progress = models.PositiveSmallIntegerField(_("progress in percent"), default=0)
    log = models.JSONField(_("log lines"), default=list)
    result = models.JSONField(_("result"), default=dict)
    error = models.TextField(_("error"), blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.title
