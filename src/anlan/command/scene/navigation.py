"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.scene.permissions import VIEW, VIEW_MEANS
from anlan.kernel.actor import name_system_actors
from anlan.kernel.registry import NavigationItem, register_navigation

name_system_actors({"scene": _("scene and mobile command")})

register_navigation(
    NavigationItem(
        group="command",
        label=pgettext_lazy("menu", "Scenes"),
        url_name="scene:list",
        icon="map-pin",
        permission=VIEW,
        order=28,
    ),
    NavigationItem(
        group="command",
        label=pgettext_lazy("menu", "Means of communication"),
        url_name="scene:means_list",
        icon="broadcast",
        permission=VIEW_MEANS,
        order=88,
    ),
)
