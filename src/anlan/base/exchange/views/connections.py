"""Pages for tokens and web hooks, under administration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from anlan.base.exchange.forms import TokenForm, WebhookForm
from anlan.base.exchange.models import ApiToken, Webhook, WebhookDelivery
from anlan.base.exchange.permissions import MANAGE_TOKEN, MANAGE_WEBHOOK
from anlan.base.exchange.services.tokens import create_token, revoke_token
from anlan.base.exchange.services.webhooks import (
    create_webhook,
    repeat_delivery,
    test_webhook,
    update_webhook,
)
from anlan.base.exchange.tables import (
    DELIVERY_TONES,
    TokenTable,
    WebhookTable,
    token_state,
)
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import event_title
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    ListPage,
    ObjectPage,
    RelatedList,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import all_actions
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, render_page, requires


class TokenListPage(ListPage):
    """Tokens of other systems."""

    model = ApiToken
    table_class = TokenTable
    title = gettext_lazy("API tokens")
    create_url_name = "exchange:create_token"
    create_permission = MANAGE_TOKEN
    empty_title = gettext_lazy("No token yet")
    empty_text = gettext_lazy("Another system needs a token to read or write through the API.")


class TokenPage(ObjectPage):
    """One token: what it may do, until when."""

    model = ApiToken
    breadcrumbs: ClassVar = ((gettext_lazy("API tokens"), "exchange:tokens"),)

    def state(self, obj: ApiToken) -> Mapping[str, Any]:
        """Usable, expired, revoked."""
        return token_state(obj)

    def facts(self, obj: ApiToken) -> list[dict[str, Any]]:
        """Rights, scope, times."""
        labels = {action.code: str(action.label) for action in all_actions()}
        scope = f"{obj.get_scope_kind_display()} {obj.scope_value}".strip()
        return [
            fact_group(
                _("Token"),
                fact(_("beginning"), f"{obj.prefix}…"),
                fact(_("scope"), scope),
                fact(_("expires at"), at=obj.expires_at),
                fact(_("last used at"), at=obj.last_used_at)
                if obj.last_used_at
                else fact(_("last used at"), _("never")),
                fact(_("made by"), obj.created_by_name),
                fact(_("rights"), "、".join(labels.get(c, c) for c in obj.permissions), wide=True),
            )
        ]

    def own_verbs(self, obj: ApiToken) -> Iterable[Verb]:
        """Revoking."""
        if obj.revoked_at is None and self.actor.has(MANAGE_TOKEN):
            yield Verb(
                "revoke",
                _("Revoke"),
                reverse("exchange:revoke_token", args=[obj.pk]),
                style="danger",
                needs_reason=True,
            )


class TokenCreatePage(CreatePage):
    """Make a token and show it once."""

    model = ApiToken
    permission = MANAGE_TOKEN
    title = gettext_lazy("New API token")
    breadcrumbs: ClassVar = ((gettext_lazy("API tokens"), "exchange:tokens"),)
    form_class = TokenForm
    keeps_draft: ClassVar[bool] = False

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it; the answer is the only place where the token is seen."""
        form = TokenForm(request.POST)
        if not form.is_valid():
            return self.answer(form, status=422)
        try:
            record, token = create_token(actor=self.actor, **form.service_values())
        except InvalidInput as error:
            for name, message in error.fields.items():
                form.add_error(name if name in form.fields else None, str(message))
            return self.answer(form, status=422)
        return shown_once(request, record, token, _("Token"))


class WebhookListPage(ListPage):
    """Addresses that are told of events."""

    model = Webhook
    table_class = WebhookTable
    title = gettext_lazy("Web hooks")
    create_url_name = "exchange:create_webhook"
    create_permission = MANAGE_WEBHOOK
    empty_title = gettext_lazy("No web hook yet")
    empty_text = gettext_lazy("A web hook tells another system at once when something happens.")


def delivery_row(delivery: WebhookDelivery) -> dict[str, Any]:
    """A delivery with its answer."""
    answer = delivery.error or (str(delivery.status_code) if delivery.status_code else "")
    return {
        "label": delivery.event.name,
        "where": answer,
        "at": delivery.created_at,
        "state": {
            "label": delivery.get_state_display(),
            "tone": DELIVERY_TONES[delivery.state],
        },
    }


class WebhookPage(ObjectPage):
    """One hook with its last deliveries."""

    model = Webhook
    breadcrumbs: ClassVar = ((gettext_lazy("Web hooks"), "exchange:webhooks"),)
    edit_url_name = "exchange:change_webhook"
    edit_permission = MANAGE_WEBHOOK
    related = (
        RelatedList(
            "deliveries",
            gettext_lazy("Deliveries"),
            WebhookDelivery,
            lambda rows, obj: rows.filter(webhook=obj).select_related("event"),
            delivery_row,
            limit=20,
            empty=gettext_lazy("Nothing has been sent yet."),
        ),
    )

    def state(self, obj: Webhook) -> Mapping[str, Any]:
        """On or off."""
        if obj.is_active:
            return {"label": _("switched on"), "tone": "done"}
        return {"label": _("switched off"), "tone": "neutral"}

    def facts(self, obj: Webhook) -> list[dict[str, Any]]:
        """Where and what."""
        return [
            fact_group(
                _("Web hook"),
                fact(_("address"), obj.url, wide=True),
                fact(_("events"), "、".join(event_title(name) for name in obj.events), wide=True),
                fact(_("internal address"), _("yes") if obj.may_be_internal else _("no")),
                fact(_("made by"), obj.created_by_name),
            )
        ]

    def own_verbs(self, obj: Webhook) -> Iterable[Verb]:
        """Testing, switching, sending again."""
        if not self.actor.has(MANAGE_WEBHOOK):
            return
        yield Verb(
            "test",
            _("Send a test"),
            reverse("exchange:webhook_verb", args=[obj.pk, "test"]),
            style="primary",
        )
        if obj.deliveries.filter(state="failed").exists():
            yield Verb(
                "repeat",
                _("Send failed ones again"),
                reverse("exchange:webhook_verb", args=[obj.pk, "repeat"]),
            )
        name, label = ("disable", _("Switch off")) if obj.is_active else ("enable", _("Switch on"))
        yield Verb(name, label, reverse("exchange:webhook_verb", args=[obj.pk, name]))


class WebhookCreatePage(CreatePage):
    """Make a hook and show its secret once."""

    model = Webhook
    permission = MANAGE_WEBHOOK
    title = gettext_lazy("New web hook")
    breadcrumbs: ClassVar = ((gettext_lazy("Web hooks"), "exchange:webhooks"),)
    form_class = WebhookForm

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it; the answer is the only place where the secret is seen."""
        form = WebhookForm(request.POST)
        if not form.is_valid():
            return self.answer(form, status=422)
        try:
            hook, secret = create_webhook(actor=self.actor, **form.cleaned_data)
        except InvalidInput as error:
            for name, message in error.fields.items():
                form.add_error(name if name in form.fields else None, str(message))
            return self.answer(form, status=422)
        return shown_once(request, hook, secret, _("Secret for the receiver"))


class WebhookChangePage(ChangePage):
    """Change a hook."""

    model = Webhook
    permission = MANAGE_WEBHOOK
    form_class = WebhookForm
    breadcrumbs: ClassVar = ((gettext_lazy("Web hooks"), "exchange:webhooks"),)

    def save(self, form: Any) -> Webhook:
        """Call the service."""
        return update_webhook(webhook_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


@never_cache
def shown_once(request: ActorRequest, obj: Any, value: str, label: str) -> HttpResponse:
    """Show a secret on the only page it will ever be on."""
    page = {
        "title": str(obj),
        "subtitle": _("Copy it now: it is not stored and cannot be shown again."),
        "secret_label": label,
        "secret": value,
        "next_url": obj.get_absolute_url(),
    }
    return render_page(request, "exchange/shown_once.html", {"page": page})


@require_POST
@requires(MANAGE_TOKEN)
def revoke(request: ActorRequest, pk: int) -> HttpResponse:
    """Revoke a token."""
    record = revoke_token(
        token_id=pk, actor=request.actor, reason=request.POST.get("reason", "").strip()
    )
    messages.success(request, _("The token is revoked."))
    return go_to(request, record.get_absolute_url())


@require_POST
@requires(MANAGE_WEBHOOK)
def webhook_verb(request: ActorRequest, pk: int, name: str) -> HttpResponse:
    """Test, repeat, enable or disable a hook."""
    actor = request.actor
    if name == "test":
        test_webhook(webhook_id=pk, actor=actor)
        messages.success(request, _("A test event is on its way."))
    elif name == "repeat":
        failed = WebhookDelivery.objects.filter(webhook_id=pk, state="failed")
        for delivery_id in failed.order_by("pk").values_list("pk", flat=True)[:100]:
            repeat_delivery(delivery_id=delivery_id, actor=actor)
        messages.success(request, _("Failed deliveries are sent again."))
    elif name in ("enable", "disable"):
        update_webhook(webhook_id=pk, actor=actor, is_active=name == "enable")
    else:
        raise InvalidInput(_("This page has no such verb."))
    return go_to(request, reverse("exchange:webhook", args=[pk]))
