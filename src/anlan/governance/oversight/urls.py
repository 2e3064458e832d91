"""Addresses of supervision documents."""

from __future__ import annotations

from django.urls import path

from anlan.governance.oversight.views import answers, kinds, orders

app_name = "oversight"
urlpatterns = [
    path("", orders.OrderListPage.as_view(), name="orders"),
    path("new/", orders.DrawUpPage.as_view(), name="draw_up"),
    path("kinds/", kinds.OrderKindListPage.as_view(), name="kinds"),
    path("kinds/<int:pk>/", kinds.OrderKindPage.as_view(), name="kind"),
    path("kinds/<int:pk>/change/", kinds.ChangeKindPage.as_view(), name="change_kind"),
    path("statements/<int:pk>/", answers.DecisionPage.as_view(), name="decide"),
    path("<int:pk>/", orders.OrderPage.as_view(), name="order"),
    path("<int:pk>/change/", orders.ChangeOrderPage.as_view(), name="change"),
    path("<int:pk>/answer/", answers.AnswerPage.as_view(), name="answer"),
    path("<int:pk>/return/", answers.ReturnPage.as_view(), name="return"),
    path("<int:pk>/minutes/", answers.MinutesPage.as_view(), name="minutes"),
    path("<int:pk>/statement/", answers.StatementPage.as_view(), name="statement"),
    path("<int:pk>/escalate/", orders.escalate, name="escalate"),
    path("<int:pk>/steps/<str:name>/", orders.OrderStep.as_view(), name="step"),
]
