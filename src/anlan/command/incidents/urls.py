"""Routes of incidents."""

from __future__ import annotations

from django.urls import path

from anlan.command.incidents.views import incidents, intake, reports

app_name = "incidents"
urlpatterns = [
    path("", incidents.IncidentListPage.as_view(), name="list"),
    path("open/", intake.IntakePage.as_view(), name="open"),
    path("<int:pk>/", incidents.IncidentPage.as_view(), name="incident"),
    path("<int:pk>/facts/", intake.FactsPage.as_view(), name="facts"),
    path("<int:pk>/category/", intake.CategoryPage.as_view(), name="category"),
    path("<int:pk>/cause/", intake.CausePage.as_view(), name="cause"),
    path("<int:pk>/verify-cause/", incidents.verify_cause, name="verify_cause"),
    path("<int:pk>/unit-report/", intake.UnitReportPage.as_view(), name="unit_report"),
    path("<int:pk>/merge/", intake.MergePage.as_view(), name="merge"),
    path("<int:pk>/caller/", incidents.caller, name="caller"),
    path("<int:pk>/note/", incidents.note, name="note"),
    path("<int:pk>/draft/", reports.draft, name="draft"),
    path("<int:pk>/step/<slug:name>/", incidents.IncidentStep.as_view(), name="step"),
    path("reports/<int:pk>/", reports.ReportPage.as_view(), name="report"),
    path("reports/<int:pk>/edit/", reports.ReportEditPage.as_view(), name="edit_report"),
    path("reports/<int:pk>/refresh/", reports.refresh, name="refresh_report"),
    path("reports/<int:pk>/receipt/", reports.ReceiptPage.as_view(), name="receipt"),
    path("reports/<int:pk>/step/<slug:name>/", reports.ReportStep.as_view(), name="report_step"),
]
