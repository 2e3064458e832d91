"""Keeps the answers about who may do what true while grants change within one transaction."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from anlan.base.accounts import system_names  # noqa: F401 - names the platform's own jobs
from anlan.base.accounts.audience import forget_audience
from anlan.base.accounts.models import Grant, Role, User


@receiver([post_save, post_delete], sender=Grant)
@receiver([post_save, post_delete], sender=Role)
@receiver([post_save, post_delete], sender=User)
def forget_who_may(sender: Any, **details: Any) -> None:
    """Drop what was kept about holders of permissions."""
    forget_audience()
