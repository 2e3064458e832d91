"""Addresses of hazards."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.public import import_start_view
from anlan.supervision.hazards.permissions import IMPORT
from anlan.supervision.hazards.views import hazards, reporting, statistics, steps, supervision

app_name = "hazards"
urlpatterns = [
    path("", hazards.HazardListPage.as_view(), name="list"),
    path("report/", reporting.ReportPage.as_view(), name="report"),
    path("import/", import_start_view("hazards", IMPORT), name="import"),
    path("statistics/", statistics.StatisticsPage.as_view(), name="statistics"),
    path("quarterly/", statistics.QuarterlyPage.as_view(), name="quarterly"),
    path("quarterly/paper/", statistics.QuarterlyPaper.as_view(), name="quarterly_paper"),
    path("listings/", supervision.ListingListPage.as_view(), name="listings"),
    path("listings/<int:pk>/", supervision.ListingPage.as_view(), name="listing"),
    path(
        "listings/<int:pk>/steps/<str:name>/",
        supervision.ListingStep.as_view(),
        name="listing_step",
    ),
    path("transfers/", supervision.TransferListPage.as_view(), name="transfers"),
    path("transfers/<int:pk>/", supervision.TransferObjectPage.as_view(), name="transfer"),
    path(
        "transfers/<int:pk>/answer/",
        supervision.AnswerTransferPage.as_view(),
        name="answer_transfer",
    ),
    path("trace-backs/<int:pk>/", supervision.TraceBackPage.as_view(), name="trace_back"),
    path("trace-backs/<int:pk>/conclude/", supervision.ConcludePage.as_view(), name="conclude"),
    path("limits/", supervision.LimitListPage.as_view(), name="limits"),
    path("limits/<str:pk>/", supervision.LimitPage.as_view(), name="limit"),
    path("categories/", supervision.CategoryListPage.as_view(), name="categories"),
    path("categories/<str:pk>/", supervision.CategoryPage.as_view(), name="category"),
    path(
        "extensions/<int:pk>/decide/",
        steps.DecideExtensionPage.as_view(),
        name="decide_extension",
    ),
    path("notices/<int:pk>/receipt/", steps.ReceiptPage.as_view(), name="receipt"),
    path("suspensions/<int:pk>/lift/", steps.LiftSuspensionPage.as_view(), name="lift_suspension"),
    path("<int:pk>/", hazards.HazardPage.as_view(), name="hazard"),
    path("<int:pk>/verify/", steps.VerifyPage.as_view(), name="verify"),
    path("<int:pk>/assign/", steps.AssignPage.as_view(), name="assign"),
    path("<int:pk>/plan/", steps.PlanPage.as_view(), name="plan"),
    path("<int:pk>/rectify/", steps.RectifyPage.as_view(), name="rectify"),
    path("<int:pk>/look-back/", steps.LookBackPage.as_view(), name="look_back"),
    path("<int:pk>/level/", steps.RegradePage.as_view(), name="regrade"),
    path("<int:pk>/extension/", steps.ExtendPage.as_view(), name="extend"),
    path("<int:pk>/transfer/", steps.TransferPage.as_view(), name="transfer_new"),
    path("<int:pk>/notice/", steps.NoticePage.as_view(), name="notice"),
    path("<int:pk>/dual-report/", steps.DualReportPage.as_view(), name="dual_report"),
    path("<int:pk>/suspension/", steps.SuspendPage.as_view(), name="suspend"),
    path("<int:pk>/listing/", steps.ListSupervisionPage.as_view(), name="list_supervision"),
    path("<int:pk>/trace-back/", steps.TracePage.as_view(), name="trace"),
    path("<int:pk>/reporter/", hazards.reporter, name="reporter"),
    path("<int:pk>/photo/", hazards.photo, name="photo"),
    path("<int:pk>/steps/<str:name>/", hazards.HazardStep.as_view(), name="step"),
]
