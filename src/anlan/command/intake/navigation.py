"""Intake in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.intake.permissions import SEND, VIEW, VIEW_CALL, VIEW_CHAIN, VIEW_SOURCE
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem("command", _("Intake desk"), "intake:desk", "inbox", VIEW, order=5),
    NavigationItem("command", _("Intake queue"), "intake:queue", "stack-2", VIEW, order=6),
    NavigationItem("command", _("Calls"), "intake:calls", "phone-call", VIEW_CALL, order=7),
    NavigationItem("command", _("Quick report"), "intake:quick", "speakerphone", SEND, order=12),
    NavigationItem(
        "command", _("Reports between levels"), "intake:reports", "sitemap", VIEW_CHAIN, order=13
    ),
    NavigationItem("base", _("Intake sources"), "intake:sources", "plug", VIEW_SOURCE, order=60),
)
