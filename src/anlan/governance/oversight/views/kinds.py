"""The kinds of supervision document as data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.governance.oversight.forms import KindForm
from anlan.governance.oversight.models import OrderKind
from anlan.governance.oversight.permissions import KEEP_KINDS
from anlan.governance.oversight.services.kinds import change_kind
from anlan.governance.oversight.tables import OrderKindTable
from anlan.governance.oversight.views.orders import CRUMBS
from anlan.kernel.pages import ChangePage, ListPage, ObjectPage, fact, fact_group

KIND_CRUMBS = (*CRUMBS, (gettext_lazy("Kinds of supervision document"), "oversight:kinds"))


class OrderKindListPage(ListPage):
    """What there is, with basis and next step."""

    model = OrderKind
    table_class = OrderKindTable
    title = gettext_lazy("Kinds of supervision document")
    breadcrumbs = CRUMBS
    ordering = ("sort_order", "code")
    empty_title = gettext_lazy("No kind is loaded")
    empty_text = gettext_lazy("The reference tables bring seven kinds.")


class OrderKindPage(ObjectPage):
    """One kind."""

    model = OrderKind
    select_related = ("next_kind",)
    edit_url_name = "oversight:change_kind"
    edit_permission = KEEP_KINDS
    breadcrumbs = KIND_CRUMBS

    def facts(self, obj: OrderKind) -> list[dict[str, Any]]:
        """Approver, days, words, basis, next step."""
        return [
            fact_group(
                _("Kind"),
                fact(pgettext("oversight", "approved by"), obj.get_approver_display()),
                fact(
                    pgettext("oversight", "days to answer"),
                    obj.answer_working_days if obj.needs_answer else None,
                ),
                fact(
                    pgettext("oversight", "restricted"), _("yes") if obj.is_restricted else _("no")
                ),
                fact(pgettext("oversight", "copy to"), obj.copy_to),
                fact(pgettext("oversight", "what is demanded"), obj.demand, wide=True),
                fact(
                    _("legal basis"),
                    obj.legal_basis + ("" if obj.is_verified else f"（{_('not verified')}）"),
                    wide=True,
                ),
                fact(
                    pgettext("oversight", "next step when not answered"),
                    obj.next_kind,
                    url=obj.next_kind.get_absolute_url() if obj.next_kind is not None else "",
                ),
                fact(pgettext("oversight", "basis of the next step"), obj.next_basis, wide=True),
            )
        ]


class ChangeKindPage(ChangePage):
    """Change a kind, with a reason."""

    model = OrderKind
    permission = KEEP_KINDS
    form_class = KindForm
    breadcrumbs = KIND_CRUMBS

    def save(self, form: Any) -> OrderKind:
        """Call the service."""
        return change_kind(kind_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
