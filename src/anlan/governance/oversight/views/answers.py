"""Answering, returning, recording an interview, statements and decisions on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from anlan.governance.oversight.forms import (
    AnswerForm,
    DecisionForm,
    MinutesForm,
    ReturnForm,
    StatementForm,
)
from anlan.governance.oversight.models import Order, Statement
from anlan.governance.oversight.permissions import CHECK, RECEIVE
from anlan.governance.oversight.services import moving
from anlan.governance.oversight.views.orders import CRUMBS
from anlan.kernel.pages import ChangePage


class OnOrder(ChangePage):
    """A form about a document; nothing is filled in before."""

    model = Order
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """An empty form."""
        return {}


class AnswerPage(OnOrder):
    """Answer, on the phone as well."""

    permission = RECEIVE
    form_class = AnswerForm
    title = gettext_lazy("Answer")
    submit_label = gettext_lazy("Send this answer")
    success_text = gettext_lazy("The answer was sent; it will be checked.")

    def save(self, form: Any) -> Order:
        """Call the service."""
        return moving.answer_order(
            order_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        ).order


class ReturnPage(OnOrder):
    """Send an answer back."""

    permission = CHECK
    form_class = ReturnForm
    title = gettext_lazy("Return the answer")

    def save(self, form: Any) -> Order:
        """Call the service."""
        return moving.return_answer(order_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class MinutesPage(OnOrder):
    """Record an interview."""

    permission = CHECK
    form_class = MinutesForm
    title = gettext_lazy("Record the interview")

    def get_initial(self) -> Mapping[str, Any]:
        """What was written before."""
        return {"minutes": self.obj.minutes}

    def save(self, form: Any) -> Order:
        """Call the service."""
        return moving.record_interview(order_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class StatementPage(OnOrder):
    """Explain or appeal."""

    permission = RECEIVE
    form_class = StatementForm
    title = gettext_lazy("Explain or appeal")
    submit_label = gettext_lazy("Send")

    def save(self, form: Any) -> Order:
        """Call the service."""
        return moving.make_statement(
            order_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        ).order


class DecisionPage(ChangePage):
    """Decide on a statement."""

    model = Statement
    permission = CHECK
    form_class = DecisionForm
    title = gettext_lazy("Decide on the statement")
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """An empty form."""
        return {}

    def save(self, form: Any) -> Statement:
        """Call the service."""
        return moving.decide_statement(
            statement_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )
