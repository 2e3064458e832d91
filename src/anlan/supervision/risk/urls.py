"""Addresses of graded risk control."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.public import import_start_view
from anlan.supervision.risk.permissions import IMPORT
from anlan.supervision.risk.views import (
    assessments,
    checks,
    forms,
    overview,
    papers,
    rules,
    tree,
    units,
)

app_name = "risk"
urlpatterns = [
    path("", overview.OverviewPage.as_view(), name="overview"),
    path("regions/<str:code>/", overview.TownshipPage.as_view(), name="township"),
    path("import/", import_start_view("risk_list", IMPORT), name="import"),
    path("units/", units.UnitListPage.as_view(), name="list"),
    path("units/<int:pk>/", units.UnitPage.as_view(), name="unit"),
    path("units/<int:pk>/change/", forms.UnitChangePage.as_view(), name="change_unit"),
    path("units/<int:pk>/retire/", units.retire, name="retire_unit"),
    path("units/<int:pk>/place/", units.place, name="place_unit"),
    path("units/<int:pk>/events/new/", forms.EventCreatePage.as_view(), name="new_event"),
    path("units/<int:pk>/job-card/", papers.job_card, name="job_card"),
    path("regrades/", units.RegradeListPage.as_view(), name="regrades"),
    path("enterprises/<int:pk>/", tree.EnterpriseRiskPage.as_view(), name="enterprise"),
    path("enterprises/<int:pk>/objects/new/", forms.ObjectCreatePage.as_view(), name="new_object"),
    path(
        "enterprises/<int:pk>/assessments/new/",
        forms.AssessmentCreatePage.as_view(),
        name="new_assessment",
    ),
    path("enterprises/<int:pk>/list.xlsx", papers.risk_list, name="risk_list"),
    path("enterprises/<int:pk>/list/", papers.risk_sheet, name="risk_sheet"),
    path("enterprises/<int:pk>/notice-board/", papers.notice_board, name="notice_board"),
    path("enterprises/<int:pk>/one-list/", papers.one_list, name="one_list"),
    path("objects/<int:pk>/", tree.ObjectOfRiskPage.as_view(), name="object"),
    path("objects/<int:pk>/change/", forms.ObjectChangePage.as_view(), name="change_object"),
    path("objects/<int:pk>/units/new/", forms.UnitCreatePage.as_view(), name="new_unit"),
    path("events/<int:pk>/", tree.EventPage.as_view(), name="event"),
    path("events/<int:pk>/change/", forms.EventChangePage.as_view(), name="change_event"),
    path("events/<int:pk>/controls/new/", forms.ControlCreatePage.as_view(), name="new_control"),
    path("controls/<int:pk>/", tree.ControlPage.as_view(), name="control"),
    path("controls/<int:pk>/change/", forms.ControlChangePage.as_view(), name="change_control"),
    path("controls/<int:pk>/retire/", tree.retire, name="retire_control"),
    path("checks/", checks.CheckListPage.as_view(), name="checks"),
    path("checks/<int:pk>/", checks.CheckPage.as_view(), name="check"),
    path("checks/<int:pk>/record/", checks.CheckRecordPage.as_view(), name="record_check"),
    path("assessments/", assessments.AssessmentListPage.as_view(), name="assessments"),
    path("assessments/<int:pk>/", assessments.AssessmentPage.as_view(), name="assessment"),
    path(
        "assessments/<int:pk>/steps/<str:name>/",
        assessments.AssessmentStep.as_view(),
        name="assessment_step",
    ),
    path("rules/", rules.RulesPage.as_view(), name="rules"),
    path("rules/change/", rules.RulesChangePage.as_view(), name="change_rules"),
    path("methods/", rules.MethodsPage.as_view(), name="methods"),
    path("methods/<int:pk>/", rules.MethodPage.as_view(), name="method"),
    path("methods/<int:pk>/bands/", rules.BandsPage.as_view(), name="publish_bands"),
]
