"""Connected systems and levels, and the table of kinds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.command.intake.choices import SourceKind
from anlan.command.intake.forms import LinkForm, MappingForm, SourceForm
from anlan.command.intake.models import ChainLink, IntakeSource, KindMapping
from anlan.command.intake.permissions import MANAGE, MAP_KINDS, VIEW_SOURCE
from anlan.command.intake.services.connections import (
    change_link,
    change_source,
    create_link,
    create_source,
    remove_mapping,
    set_mapping,
)
from anlan.command.intake.tables import LinkTable, MappingTable, SourceTable
from anlan.kernel.pages import ChangePage, CreatePage, ListPage, ObjectPage, fact, fact_group
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires


class SourceListPage(ListPage):
    """Telephone exchanges and alarm receiving systems."""

    model = IntakeSource
    table_class = SourceTable
    template = "intake/sources.html"
    title = gettext_lazy("Intake sources")
    ordering = ("kind", "code")
    create_url_name = "intake:create_source"
    create_permission = MANAGE
    create_label = gettext_lazy("Connect a system")
    empty_title = gettext_lazy("No system is connected")
    empty_text = gettext_lazy(
        "Make an API token with the right to send calls or alarms, then connect the system here."
    )

    def describe(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the pages around it."""
        page = super().describe(*args, **kwargs)
        page["around"] = [
            {"label": label, "url": reverse(name)}
            for name, label, permission in TABS[1:]
            if self.actor.has(permission)
        ]
        if settings.ANLAN_PUBLIC_REPORTS:
            page["around"].append(
                {"label": _("Public report page"), "url": reverse("intake:public")}
            )
        return page


class SourcePage(ObjectPage):
    """One system: the address it calls, its token, its seats."""

    model = IntakeSource
    select_related = ("region", "token", "webhook")
    edit_url_name = "intake:change_source"
    edit_permission = MANAGE
    breadcrumbs: ClassVar = ((gettext_lazy("Intake sources"), "intake:sources"),)

    def facts(self, obj: IntakeSource) -> list[dict[str, Any]]:
        """What the keeper of the other system needs to know."""
        door = "calls" if obj.kind == SourceKind.PBX else "alarms"
        address = self.request.build_absolute_uri(f"/api/v1/intake/push/{obj.code}/{door}/")
        rows = [
            fact(_("kind"), obj.get_kind_display()),
            fact(_("address the system calls"), f"POST {address}", wide=True),
            fact(
                _("API token"),
                str(obj.token) if obj.token else None,
                help=_("Authorization: Bearer …, or HTTP Basic with the token as the password"),
            ),
            fact(
                _("secret of signatures"),
                _("stored") if obj.secret else None,
                help=_("X-Anlan-Timestamp and X-Anlan-Signature, HMAC-SHA256; 10 minutes valid"),
            )
            if obj.kind == SourceKind.PBX
            else fact(_("secret of signatures")),
            fact(_("region"), str(obj.region)),
            fact(_("answers go to"), str(obj.webhook) if obj.webhook else None),
            fact(_("is active"), _("yes") if obj.is_active else _("no")),
            fact(_("last heard at"), at=obj.last_heard_at)
            if obj.last_heard_at
            else fact(_("last heard at")),
        ]
        groups = [fact_group("", *rows)]
        if obj.seats:
            groups.append(
                fact_group(
                    pgettext("telephone", "seats"), *(fact(k, v) for k, v in obj.seats.items())
                )
            )
        return groups


class SourceCreatePage(CreatePage):
    """Connect a system."""

    model = IntakeSource
    permission = MANAGE
    form_class = SourceForm
    form_takes_actor = True
    title = gettext_lazy("Connect a system")
    breadcrumbs: ClassVar = ((gettext_lazy("Intake sources"), "intake:sources"),)

    def save(self, form: Any) -> IntakeSource:
        """Call the service."""
        return create_source(actor=self.actor, **form.cleaned_data)


class SourceChangePage(ChangePage):
    """Change a connection."""

    model = IntakeSource
    permission = MANAGE
    form_class = SourceForm

    def form(self, **data: Any) -> SourceForm:
        """Bind to a copy, so that the service sees what changed."""
        row = IntakeSource.objects.get(pk=self.obj.pk)
        return SourceForm(instance=row, actor=self.actor, **data)

    def save(self, form: Any) -> IntakeSource:
        """Call the service."""
        return change_source(source_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class MappingListPage(ListPage):
    """How kinds of senders become ours."""

    model = KindMapping
    table_class = MappingTable
    permission = MAP_KINDS
    title = gettext_lazy("Kinds of other systems")
    search_fields = ("word",)
    select_related = ("source",)
    ordering = ("word", "pk")
    create_url_name = "intake:create_mapping"
    create_permission = MAP_KINDS
    breadcrumbs: ClassVar = ((gettext_lazy("Intake sources"), "intake:sources"),)
    empty_title = gettext_lazy("No kind is mapped")
    empty_text = gettext_lazy("Load the reference data, or write the words of the senders here.")

    def queryset(self) -> Any:
        """Everybody who maps kinds reads the lines for every source, too."""
        rows = self.rights.visible(self.actor) | KindMapping.objects.filter(source__isnull=True)
        return rows.distinct().select_related("source")


class MappingCreatePage(CreatePage):
    """A new line of the table."""

    model = KindMapping
    permission = MAP_KINDS
    form_class = MappingForm
    breadcrumbs: ClassVar = ((gettext_lazy("Kinds of other systems"), "intake:mappings"),)

    def form(self, **data: Any) -> MappingForm:
        """One's own sources to choose from."""
        return MappingForm(actor=self.actor, **data)

    def save(self, form: Any) -> KindMapping:
        """Call the service."""
        return set_mapping(actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: KindMapping) -> str:
        """Back to the table."""
        return reverse("intake:mappings")


class MappingChangePage(ChangePage):
    """Change or remove a line."""

    model = KindMapping
    permission = MAP_KINDS
    template = "intake/mapping.html"
    form_class = MappingForm
    breadcrumbs: ClassVar = ((gettext_lazy("Kinds of other systems"), "intake:mappings"),)

    def form(self, **data: Any) -> MappingForm:
        """Bind to a copy."""
        row = KindMapping.objects.get(pk=self.obj.pk)
        return MappingForm(instance=row, actor=self.actor, **data)

    def save(self, form: Any) -> KindMapping:
        """Call the service."""
        return set_mapping(mapping_id=self.obj.pk, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: KindMapping) -> str:
        """Back to the table."""
        return reverse("intake:mappings")

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the way to remove it."""
        return {
            **super().describe(form),
            "remove_url": reverse("intake:remove_mapping", args=[self.obj.pk]),
        }


@require_POST
@requires(MAP_KINDS)
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Remove a line."""
    remove_mapping(mapping_id=pk, actor=request.actor)
    return go_to(request, reverse("intake:mappings"))


class LinkListPage(ListPage):
    """The installations above and below."""

    model = ChainLink
    table_class = LinkTable
    title = gettext_lazy("Levels above and below")
    select_related = ("region",)
    ordering = ("role", "code")
    create_url_name = "intake:create_link"
    create_permission = MANAGE
    create_label = gettext_lazy("Connect a level")
    breadcrumbs: ClassVar = ((gettext_lazy("Intake sources"), "intake:sources"),)
    empty_title = gettext_lazy("No level is connected")
    empty_text = gettext_lazy(
        "Make a web hook to the other installation, then connect it here: reports go up, receipts "
        "and instructions come down."
    )


class LinkPage(ObjectPage):
    """One level: what goes there and what comes."""

    model = ChainLink
    select_related = ("region", "webhook")
    edit_url_name = "intake:change_link"
    edit_permission = MANAGE
    breadcrumbs: ClassVar = ((gettext_lazy("Levels above and below"), "intake:links"),)

    def note(self, obj: ChainLink) -> Mapping[str, Any] | None:
        """What is still missing."""
        if obj.webhook_id is None:
            return {"text": _("No web hook: nothing goes there yet."), "tone": "warning"}
        if not obj.secret:
            return {"text": _("No secret: nothing from there is believed yet."), "tone": "warning"}
        return None

    def own_verbs(self, obj: ChainLink) -> Iterable[Verb]:
        """To the deliveries."""
        if obj.webhook_id is not None and self.actor.has("exchange.view_webhook"):
            yield Verb(
                "deliveries",
                _("Deliveries"),
                find_url("exchange:webhook", obj.webhook_id),
                method="get",
                icon="send",
            )

    def facts(self, obj: ChainLink) -> list[dict[str, Any]]:
        """What the other side needs to know."""
        address = self.request.build_absolute_uri(f"/api/v1/intake/chain/{obj.code}/")
        return [
            fact_group(
                "",
                fact(_("the other side is"), obj.get_role_display()),
                fact(_("region"), str(obj.region)),
                fact(_("address of the other side's web hook"), address, wide=True),
                fact(_("web hook to the other side"), str(obj.webhook) if obj.webhook else None),
                fact(_("secret of the other side"), _("stored") if obj.secret else None),
                fact(_("is active"), _("yes") if obj.is_active else _("no")),
                fact(_("last heard at"), at=obj.last_heard_at)
                if obj.last_heard_at
                else fact(_("last heard at")),
            )
        ]


class LinkCreatePage(CreatePage):
    """Connect a level."""

    model = ChainLink
    permission = MANAGE
    form_class = LinkForm
    form_takes_actor = True
    title = gettext_lazy("Connect a level")
    keeps_draft = False
    breadcrumbs: ClassVar = ((gettext_lazy("Levels above and below"), "intake:links"),)

    def save(self, form: Any) -> ChainLink:
        """Call the service."""
        return create_link(actor=self.actor, **form.cleaned_data)


class LinkChangePage(ChangePage):
    """Change the connection to a level."""

    model = ChainLink
    permission = MANAGE
    form_class = LinkForm
    keeps_draft = False

    def form(self, **data: Any) -> LinkForm:
        """Bind to a copy."""
        return LinkForm(instance=ChainLink.objects.get(pk=self.obj.pk), actor=self.actor, **data)

    def save(self, form: Any) -> ChainLink:
        """Call the service."""
        return change_link(link_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


#: The pages around the sources, for the line of tabs.
TABS = (
    ("intake:sources", gettext_lazy("Intake sources"), VIEW_SOURCE),
    ("intake:links", gettext_lazy("Levels above and below"), VIEW_SOURCE),
    ("intake:mappings", gettext_lazy("Kinds of other systems"), MAP_KINDS),
    ("intake:messages", gettext_lazy("Messages of systems"), "intake.view_message"),
)
