"""Imports belong to who started them; tokens to the security, hooks to the system administrator."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.base.exchange.models import (
    ApiToken,
    ImportRow,
    ImportSession,
    Webhook,
    WebhookDelivery,
)
from anlan.kernel.actor import Actor
from anlan.kernel.policy import Action, Policy, policy, register_actions

USE_IMPORT = "exchange.use_import"
VIEW_ALL_IMPORTS = "exchange.view_all_imports"
VIEW_TOKEN = "exchange.view_token"  # noqa: S105 - the name of a right
MANAGE_TOKEN = "exchange.manage_token"  # noqa: S105 - the name of a right
VIEW_WEBHOOK = "exchange.view_webhook"
MANAGE_WEBHOOK = "exchange.manage_webhook"

register_actions(
    Action(
        USE_IMPORT,
        _("import tables"),
        roles=("bureau_officer", "department_officer", "township_officer", "system_admin"),
    ),
    Action(VIEW_ALL_IMPORTS, _("see everybody's imports"), roles=("system_admin", "auditor")),
    Action(VIEW_TOKEN, _("see API tokens"), roles=("security_admin", "auditor")),
    Action(MANAGE_TOKEN, _("make and revoke API tokens"), roles=("security_admin",)),
    Action(VIEW_WEBHOOK, _("see web hooks"), roles=("system_admin", "auditor")),
    Action(MANAGE_WEBHOOK, _("keep web hooks"), roles=("system_admin",)),
)


@policy
class ImportSessionPolicy(Policy[ImportSession]):
    """One's own imports; administrators and auditors see all."""

    model = ImportSession
    view = USE_IMPORT

    def permitted(self, actor: Actor, permission: str) -> QuerySet[ImportSession]:
        """Rows of the actor."""
        if actor.has(VIEW_ALL_IMPORTS) and permission == self.view:
            return self.queryset()
        if not actor.has(permission):
            return self.queryset().none()
        return self.queryset().filter(actor_id=actor.id)

    def can(self, actor: Actor, permission: str, obj: Any) -> bool:
        """Whether the import is the actor's."""
        if actor.is_system or (permission == self.view and actor.has(VIEW_ALL_IMPORTS)):
            return True
        return actor.has(permission) and obj.actor_id == actor.id


@policy
class ImportRowPolicy(Policy[ImportRow]):
    """Rows are read through their import only."""

    model = ImportRow
    view = USE_IMPORT


@policy
class ApiTokenPolicy(Policy[ApiToken]):
    """Tokens belong to the whole platform."""

    model = ApiToken
    view = VIEW_TOKEN


@policy
class WebhookPolicy(Policy[Webhook]):
    """Hooks belong to the whole platform."""

    model = Webhook
    view = VIEW_WEBHOOK


@policy
class WebhookDeliveryPolicy(Policy[WebhookDelivery]):
    """As the hook."""

    model = WebhookDelivery
    view = VIEW_WEBHOOK
