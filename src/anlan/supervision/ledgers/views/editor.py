"""The officer's editor: the version in preparation, its parts, their fields and items."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.pages import (
    CreatePage,
    FormPage,
    ListPage,
    ObjectPage,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, policy_of, require
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.supervision.ledgers.choices import VERSION_TONES, VersionState
from anlan.supervision.ledgers.forms import PackForm, RowForm
from anlan.supervision.ledgers.models import Ledger, LedgerField, Pack, PackVersion
from anlan.supervision.ledgers.part_forms import FORMS, INNER, PART_NAMES, PartForm, part_label
from anlan.supervision.ledgers.permissions import EDIT
from anlan.supervision.ledgers.services.drafts import (
    change_part,
    discard_version,
    found_pack,
    lint_content,
    publish_version,
    return_version,
    start_draft,
    submit_version,
    translated,
)
from anlan.supervision.ledgers.services.merging import PART_KEYS, differences
from anlan.supervision.ledgers.states import PACK_VERSION
from anlan.supervision.ledgers.tables import VersionTable

PREVIEW = Ledger(name="")


@require_POST
@requires(EDIT)
def start(request: ActorRequest, pk: int) -> HttpResponse:
    """Open the draft of a pack's next version."""
    version = start_draft(pack_id=pk, actor=request.actor)
    return go_to(request, version.get_absolute_url())


class PackCreatePage(CreatePage):
    """The head of a new pack; its parts follow in the draft."""

    model = Pack
    permission = EDIT
    form_class = PackForm
    submit_label = gettext_lazy("Begin the pack")
    breadcrumbs: ClassVar = ((gettext_lazy("Sector packs"), "ledgers:packs"),)

    def get_title(self) -> str:
        """What is begun."""
        return _("New pack")

    def save(self, form: Any) -> PackVersion:
        """Begin it, and go on in the draft."""
        return found_pack(actor=self.actor, **form.cleaned_data)


class VersionListPage(ListPage):
    """All wordings of all packs."""

    model = PackVersion
    table_class = VersionTable
    select_related = ("pack",)
    breadcrumbs: ClassVar = ((gettext_lazy("Sector packs"), "ledgers:packs"),)
    hidden_columns = ("number",)
    empty_title = gettext_lazy("No version yet")
    empty_text = gettext_lazy("Versions begin with “Edit” on the page of a pack.")


class VersionPage(ObjectPage):
    """A wording: what it changes, what the linter says, and while a draft its parts to edit."""

    model = PackVersion
    machine = PACK_VERSION
    state_tones = VERSION_TONES
    select_related = ("pack", "base")
    transition_url_name = "ledgers:version_step"
    breadcrumbs: ClassVar = (
        (gettext_lazy("Sector packs"), "ledgers:packs"),
        (gettext_lazy("Versions"), "ledgers:versions"),
    )
    transition_confirms: ClassVar = {
        "publish": gettext_lazy("From now on ledgers, criteria and duties follow this version.")
    }

    def get_subtitle(self, obj: PackVersion) -> str:
        """The pack's title."""
        return obj.pack.title

    def verbs(self, obj: PackVersion) -> list[dict[str, Any]]:
        """Replacing is a consequence of publishing, not a button."""
        return [verb for verb in super().verbs(obj) if verb["name"] != "supersede"]

    def note(self, obj: PackVersion) -> dict[str, Any] | None:
        """What stands in the way."""
        if obj.conflicts:
            text = _("%(n)s parts were changed here and by the update: look at the conflicts.")
            return {"text": text % {"n": len(obj.conflicts)}, "tone": "warning"}
        return None

    def facts(self, obj: PackVersion) -> list[dict[str, Any]]:
        """Who wrote it, who approved it."""
        return [
            fact_group(
                _("Version"),
                fact(_("sector pack"), obj.pack.name, url=obj.pack.get_absolute_url()),
                fact(_("version"), obj.label),
                fact(_("origin"), obj.get_origin_display()),
                fact(_("author"), obj.author_name),
                fact(_("approved by"), obj.approver_name),
                fact(_("in force since"), at=obj.published_at),
                fact(_("what changed"), obj.note, wide=True),
            )
        ]

    def own_panels(self, obj: PackVersion) -> Iterable[dict[str, Any]]:
        """Differences, faults, conflicts, parts."""
        if obj.base is not None:
            yield self._differences(obj)
        if obj.conflicts:
            yield self._conflicts(obj)
        is_draft = obj.state == VersionState.DRAFT
        if is_draft:
            yield self._faults(obj)
        may_edit = is_draft and policy_of(PackVersion).can(self.actor, EDIT, obj)
        for name in FORMS:
            yield self._parts(obj, name, may_edit=may_edit)

    def _differences(self, obj: PackVersion) -> dict[str, Any]:
        words = {"added": _("added"), "changed": _("changed"), "left out": _("left out")}
        tones = {"added": "active", "changed": "waiting", "left out": "overdue"}
        found = differences(obj.base.content, obj.content) if obj.base else []
        return {
            "id": "differences",
            "title": _("What differs from the version before"),
            "count": len(found),
            "rows": [
                {
                    "label": item["name"],
                    "where": PART_NAMES[item["part"]],
                    "state": {"label": words[item["how"]], "tone": tones[item["how"]]},
                }
                for item in found
            ],
            "empty": _("Nothing differs yet."),
        }

    def _faults(self, obj: PackVersion) -> dict[str, Any]:
        found = lint_content(obj.content)
        return {
            "id": "faults",
            "title": _("What the examination says"),
            "count": len(found),
            "rows": [{"label": translated(fault), "where": fault.file} for fault in found[:50]],
            "empty": _("Nothing to put right."),
        }

    def _conflicts(self, obj: PackVersion) -> dict[str, Any]:
        return {
            "id": "conflicts",
            "title": _("Changed here and by the update"),
            "count": len(obj.conflicts),
            "wide": True,
            "template": "ledgers/_conflicts.html",
            "conflicts": [
                {**item, "part": PART_NAMES.get(item["part"], item["part"])}
                for item in obj.conflicts
            ],
        }

    def _parts(self, obj: PackVersion, name: str, *, may_edit: bool) -> dict[str, Any]:
        parts = obj.content.get(name, [])
        address = "ledgers:part"
        return {
            "id": name,
            "title": PART_NAMES[name],
            "count": len(parts),
            "actions": [
                {
                    "label": _("Add"),
                    "url": reverse("ledgers:new_part", args=[obj.pk, name]),
                    "icon": "plus",
                }
            ]
            if may_edit
            else [],
            "rows": [
                {
                    "label": part_label(part),
                    "where": part["code"],
                    "url": reverse(address, args=[obj.pk, name, part["code"]]) if may_edit else "",
                }
                for part in parts
            ],
            "empty": _("None yet."),
        }


class VersionStep(TransitionView):
    """Submitting, approving, sending back, discarding."""

    model = PackVersion
    machine = PACK_VERSION
    id_argument = "version_id"
    services: ClassVar = {
        "submit": submit_version,
        "publish": publish_version,
        "return_": return_version,
        "discard": discard_version,
    }


class PartPage(FormPage):
    """One part of a draft: a ledger, checklist, criterion, cadence or target."""

    model = PackVersion
    permission = EDIT
    template = "ledgers/part.html"
    version: PackVersion
    part: str
    code: str

    def load(self, **kwargs: Any) -> None:
        """Fetch the draft and the part."""
        self.version = get_visible(PackVersion, kwargs["pk"], actor=self.actor)
        require(self.actor, EDIT, self.version)
        self.part, self.code = kwargs["part"], kwargs.get("code", "")
        if self.part not in FORMS:
            raise NotVisible
        self.present = self._find(self.part, self.code) if self.code else {}
        page: Any = self
        page.form_class = FORMS[self.part]
        self.cancel_url = self.version.get_absolute_url()

    def _find(self, part: str, code: str) -> dict[str, Any]:
        for item in self.version.content.get(part, []):
            if item["code"] == code:
                return dict(item)
        raise NotVisible

    def get_breadcrumbs(self) -> list[dict[str, Any]]:
        """Back to the version."""
        return [
            {"label": _("Sector packs"), "url": reverse("ledgers:packs")},
            {"label": str(self.version), "url": self.version.get_absolute_url()},
        ]

    def get_title(self) -> str:
        """The part's name, or that it is new."""
        kind = PART_NAMES[self.part]
        return f"{kind} · {part_label(self.present) if self.code else _('new')}"

    def get_initial(self) -> dict[str, Any]:
        """The part in the words of the form."""
        form: Any = self.form_class
        return dict(form.from_part(self.present))

    def save(self, form: PartForm) -> PackVersion:
        """Put the part into the draft."""
        values = form.to_part()
        if self.part in INNER and not self.code:
            values[INNER[self.part][0]] = self._first_inner(values)
        self.saved_code = values["code"]
        return change_part(
            version_id=self.version.pk, part=self.part, code=self.code, values=values,
            actor=self.actor,
        )  # fmt: skip

    def _first_inner(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        """A new ledger needs the field its rows are called by, a new checklist an item."""
        if self.part == "ledgers":
            return [
                {"key": values["title"], "label": _("Name"), "kind": "text", "required": True,
                 "unique": True}
            ]  # fmt: skip
        return [{"text": values["name"]}]

    def success_url(self, saved: PackVersion) -> str:
        """A part with fields or items is gone on with; others lead back."""
        if self.part in INNER:
            return reverse("ledgers:part", args=[saved.pk, self.part, self.saved_code])
        return saved.get_absolute_url()

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the fields or items, the preview, and leaving the part out."""
        page = super().describe(form)
        if not self.code:
            return page
        page["remove_url"] = reverse(
            "ledgers:remove_part", args=[self.version.pk, self.part, self.code]
        )
        if self.part in INNER:
            name = INNER[self.part][0]
            page["inner"] = {
                "title": PART_NAMES[name],
                "new_url": reverse(
                    "ledgers:new_inner", args=[self.version.pk, self.part, self.code]
                ),
                "rows": [
                    {
                        "label": part_label(item),
                        "where": item.get("key") or item.get("method", ""),
                        "value": item.get("kind", ""),
                        "url": reverse(
                            "ledgers:inner", args=[self.version.pk, self.part, self.code, index]
                        ),
                    }
                    for index, item in enumerate(self.present.get(name, []))
                ],
            }
        if self.part == "ledgers":
            page["preview"] = preview_form(self.present, self.actor)
        return page


def preview_form(part: dict[str, Any], actor: Any) -> RowForm:
    """The form of a ledger as it would be, not to be sent."""
    columns = [
        LedgerField(
            key=f"preview_{item['key']}",
            label=item["label"],
            kind=item["kind"],
            unit=item.get("unit", ""),
            is_required=item.get("required", False),
            options=item.get("choices", []),
            help=item.get("help", ""),
        )
        for item in part.get("fields", [])
    ]
    form = RowForm(ledger=PREVIEW, columns=columns, actor=actor)
    for field in form.fields.values():
        field.disabled = True
    return form


class InnerPage(PartPage):
    """One field of a ledger, or one item of a checklist."""

    def load(self, **kwargs: Any) -> None:
        """Fetch the part, then the entry."""
        super().load(**kwargs)
        if self.part not in INNER:
            raise NotVisible
        self.inner, form_class = INNER[self.part]
        self.index: int | None = kwargs.get("index")
        entries = self.present.get(self.inner, [])
        if self.index is not None and self.index >= len(entries):
            raise NotVisible
        self.entry = entries[self.index] if self.index is not None else {}
        page: Any = self
        page.form_class = form_class
        self.cancel_url = reverse("ledgers:part", args=[self.version.pk, self.part, self.code])

    def get_title(self) -> str:
        """The entry's name within its part."""
        return f"{part_label(self.present)} · {part_label(self.entry) if self.entry else _('new')}"

    def get_initial(self) -> dict[str, Any]:
        """The entry in the words of the form."""
        return dict(self.entry)

    def save(self, form: PartForm) -> PackVersion:
        """Put the entry into its part."""
        present = copy.deepcopy(self.present)
        entries = present.setdefault(self.inner, [])
        values = {**self.entry, **form.to_part()}
        if self.index is None:
            entries.append(values)
        else:
            entries[self.index] = values
        self.saved_code = self.code
        return self._put(present)

    def _put(self, present: dict[str, Any]) -> PackVersion:
        return change_part(
            version_id=self.version.pk, part=self.part, code=self.code, values=present,
            actor=self.actor,
        )  # fmt: skip

    def describe(self, form: Any) -> dict[str, Any]:
        """Only the entry; leaving it out retires the field, its values stay."""
        page = FormPage.describe(self, form)
        if self.index is not None:
            page["remove_url"] = reverse(
                "ledgers:remove_inner", args=[self.version.pk, self.part, self.code, self.index]
            )
        return page


@require_POST
@requires(EDIT)
def remove_part(request: ActorRequest, pk: int, part: str, code: str) -> HttpResponse:
    """Leave a part out of the draft: it is retired when the version comes into force."""
    if part not in FORMS or part not in PART_KEYS:
        raise NotVisible
    version = change_part(version_id=pk, part=part, code=code, values=None, actor=request.actor)
    messages.success(request, _("Left out. What was recorded with it stays."))
    return go_to(request, version.get_absolute_url())


@require_POST
@requires(EDIT)
def remove_inner(request: ActorRequest, pk: int, part: str, code: str, index: int) -> HttpResponse:
    """Leave a field or an item out of its part."""
    version = get_visible(PackVersion, pk, actor=request.actor)
    found = next((p for p in version.content.get(part, []) if p["code"] == code), None)
    if part not in INNER or found is None or index >= len(found[INNER[part][0]]):
        raise NotVisible
    present = copy.deepcopy(found)
    del present[INNER[part][0]][index]
    if not present[INNER[part][0]]:
        raise InvalidInput(_("The last one cannot be left out; leave the whole part out instead."))
    change_part(version_id=pk, part=part, code=code, values=present, actor=request.actor)
    messages.success(request, _("Left out. What was recorded with it stays."))
    return go_to(request, reverse("ledgers:part", args=[pk, part, code]))


def edit_verb(pack: Pack, url: str) -> Verb:
    """The button on the page of a pack."""
    waiting = pack.versions.filter(state__in=["draft", "submitted"]).first()
    if waiting is not None:
        return Verb("edit", _("Go on with the draft"), waiting.get_absolute_url(), method="get",
                    icon="pencil")  # fmt: skip
    return Verb("edit", _("Edit"), url, icon="pencil")
