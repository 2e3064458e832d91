"""Routes of indicators."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.public import import_start_view
from anlan.governance.indicators.permissions import REPORT
from anlan.governance.indicators.views import (
    evaluations,
    indicators,
    measures,
    screen,
    values,
    years,
)

app_name = "indicators"
urlpatterns = [
    path("", indicators.IndicatorListPage.as_view(), name="list"),
    path("new/", indicators.NewPage.as_view(), name="new"),
    path("take-over/", indicators.TakeOverPage.as_view(), name="take_over"),
    path("measures/", measures.MeasuresPage.as_view(), name="measures"),
    path("screen/", screen.ScreenPage.as_view(), name="screen"),
    path("screen/wall/", screen.WallPage.as_view(), name="screen_wall"),
    path("values/", values.ValueListPage.as_view(), name="values"),
    path("values/import/", import_start_view("indicator_values", REPORT), name="import"),
    path("values/<int:pk>/confirm/", values.confirm, name="value_confirm"),
    path("values/<int:pk>/reject/", values.reject, name="value_reject"),
    path("evaluations/", evaluations.EvaluationListPage.as_view(), name="evaluations"),
    path("evaluations/new/", evaluations.EvaluationNewPage.as_view(), name="evaluation_new"),
    path("evaluations/<int:pk>/", evaluations.EvaluationPage.as_view(), name="evaluation"),
    path(
        "evaluations/<int:pk>/step/<slug:name>/",
        evaluations.EvaluationStep.as_view(),
        name="evaluation_step",
    ),
    path(
        "evaluations/<int:pk>/conclude/",
        evaluations.ConcludePage.as_view(),
        name="evaluation_conclude",
    ),
    path("evaluations/<int:pk>/gather/", evaluations.gather, name="evaluation_gather"),
    path("evaluations/<int:pk>/report/", evaluations.report, name="evaluation_report"),
    path("evaluations/items/<int:pk>/", evaluations.ItemPage.as_view(), name="evaluation_item"),
    path("<int:pk>/", indicators.IndicatorPage.as_view(), name="indicator"),
    path("<int:pk>/change/", indicators.ChangeIndicatorPage.as_view(), name="change"),
    path("<int:pk>/years/", years.YearsPage.as_view(), name="years"),
    path("<int:pk>/compute/", indicators.compute, name="compute"),
    path("<int:pk>/stop/", indicators.stop, name="stop"),
    path("<int:pk>/values/new/", values.ValuePage.as_view(), name="value_new"),
]
