"""After the response: what was learned, and who puts it right by when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.command.responses.choices import ImprovementState
from anlan.command.responses.models.response import Response
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class Improvement(TimeStamped):
    """A lesson of a response and the task that follows from it (复盘整改).

    突发事件应对法 (2024) article 92: course and causes are found out, experience is summed up,
    measures of improvement are decided, and the superior is told.
    """

    #: What is learned in a drill is put right in earnest.
    is_rehearsal: ClassVar[bool] = False

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="improvements", verbose_name=_("response")
    )
    lesson = models.TextField(_("lesson"))
    measure = models.CharField(_("improvement"), max_length=300)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation in charge"),
    )
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        _("state"), max_length=10, choices=ImprovementState.choices, default=ImprovementState.OPEN
    )
    result = models.CharField(_("result"), max_length=300, blank=True)
    set_by = models.CharField(_("set by"), max_length=100)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("improvement after a response")
        verbose_name_plural = _("improvements after a response")
        ordering: ClassVar = ["due_on", "id"]

    def __str__(self) -> str:
        return self.measure

    def get_absolute_url(self) -> str:
        """The review of its response."""
        return reverse("responses:review", args=[self.response_id])

    @property
    def is_overdue(self) -> bool:
        """Whether it is open past its day."""
        return self.state == ImprovementState.OPEN and self.due_on < clock.today()
