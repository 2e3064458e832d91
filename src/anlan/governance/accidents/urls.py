"""Addresses of accident statistics."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.public import import_start_view
from anlan.governance.accidents.permissions import IMPORT
from anlan.governance.accidents.views import (
    accidents,
    changes,
    classification,
    entry,
    statistics,
    yearly,
)

app_name = "accidents"
urlpatterns = [
    path("", accidents.AccidentListPage.as_view(), name="list"),
    path("new/", entry.NewAccidentPage.as_view(), name="new"),
    path("import/", import_start_view("accidents", IMPORT), name="import"),
    path("<int:pk>/", accidents.AccidentPage.as_view(), name="accident"),
    path("<int:pk>/change/", entry.AccidentChangePage.as_view(), name="change"),
    path("<int:pk>/figures/", entry.FiguresPage.as_view(), name="figures"),
    path("<int:pk>/type/", entry.ChooseTypePage.as_view(), name="choose_type"),
    path("<int:pk>/person/", entry.PersonPage.as_view(), name="person"),
    path("<int:pk>/removal/", entry.RemovalPage.as_view(), name="propose_removal"),
    path("<int:pk>/step/<slug:name>/", accidents.AccidentStep.as_view(), name="step"),
    path("from-incident/<int:pk>/", accidents.from_incident, name="from_incident"),
    path("changes/", changes.ChangeListPage.as_view(), name="changes"),
    path("changes/<int:pk>/", changes.FigureChangePage.as_view(), name="change_of_figures"),
    path("changes/<int:pk>/approve/", changes.approve, name="approve_figures"),
    path("changes/<int:pk>/reject/", changes.reject, name="reject_figures"),
    path("statistics/", statistics.StatisticsPage.as_view(), name="statistics"),
    path("statistics/<slug:code>/report/", statistics.report, name="report"),
    path("rates/", statistics.RatesPage.as_view(), name="rates"),
    path("yearly/", yearly.DenominatorListPage.as_view(), name="denominators"),
    path("yearly/new/", yearly.DenominatorNewPage.as_view(), name="denominator_new"),
    path(
        "yearly/<int:pk>/change/",
        yearly.DenominatorChangePage.as_view(),
        name="denominator_change",
    ),
    path("targets/", yearly.TargetListPage.as_view(), name="targets"),
    path("targets/new/", yearly.TargetNewPage.as_view(), name="target_new"),
    path("targets/<int:pk>/change/", yearly.TargetChangePage.as_view(), name="target_change"),
    path("departments/", yearly.DepartmentListPage.as_view(), name="departments"),
    path("departments/new/", yearly.DepartmentNewPage.as_view(), name="department_figure_new"),
    path(
        "departments/<int:pk>/change/",
        yearly.DepartmentChangePage.as_view(),
        name="department_figure_change",
    ),
    path("outside/", yearly.OutsideListPage.as_view(), name="outside"),
    path("outside/new/", yearly.OutsideNewPage.as_view(), name="outside_new"),
    path("outside/<int:pk>/change/", yearly.OutsideChangePage.as_view(), name="outside_change"),
    path("months/", yearly.MonthsPage.as_view(), name="months"),
    path("months/<int:year>/<int:month>/close/", yearly.close, name="month_close"),
    path("months/<int:year>/<int:month>/reopen/", yearly.reopen, name="month_reopen"),
    path("types/", classification.TypeListPage.as_view(), name="types"),
    path("types/new/", classification.TypeNewPage.as_view(), name="type_new"),
    path("types/<int:pk>/remove/", classification.TypeRemovePage.as_view(), name="type_remove"),
    path("types/<int:pk>/", classification.TypePage.as_view(), name="type"),
    path("types/<int:pk>/verify/", classification.TypeVerifyPage.as_view(), name="type_verify"),
    path("types/recode/", classification.recode, name="recode"),
    path("rules/", classification.RuleListPage.as_view(), name="rules"),
    path("rules/<int:pk>/", classification.RulePage.as_view(), name="rule"),
    path("rules/<int:pk>/verify/", classification.RuleVerifyPage.as_view(), name="rule_verify"),
]
