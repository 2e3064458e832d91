"""Addresses of major hazard installations."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.public import import_start_view
from anlan.supervision.installations.permissions import IMPORT
from anlan.supervision.installations.views import (
    boundary,
    calculation,
    commitments,
    duties,
    duty_rules,
    filings,
    installations,
    screens,
    standard,
    statistics,
)

app_name = "installations"
urlpatterns = [
    path("", installations.InstallationListPage.as_view(), name="list"),
    path("new/", installations.InstallationCreatePage.as_view(), name="create"),
    path("import/", import_start_view("installations", IMPORT), name="import"),
    path("statistics/", statistics.StatisticsPage.as_view(), name="statistics"),
    path("checks/", statistics.ChecksPage.as_view(), name="checks"),
    path("<int:pk>/", installations.InstallationPage.as_view(), name="detail"),
    path("<int:pk>/change/", installations.InstallationChangePage.as_view(), name="change"),
    path("<int:pk>/vessels/", installations.VesselsPage.as_view(), name="vessels"),
    path("<int:pk>/boundary/", boundary.BoundaryPage.as_view(), name="boundary"),
    path("<int:pk>/people/", installations.PeoplePage.as_view(), name="people"),
    path("<int:pk>/people/withdraw/", installations.withdraw, name="withdraw_people"),
    path("<int:pk>/equipment/", installations.EquipmentPage.as_view(), name="equipment"),
    path("<int:pk>/identify/", installations.identify, name="identify"),
    path("<int:pk>/responsible/", duties.ResponsiblePage.as_view(), name="responsible"),
    path("<int:pk>/board/", duties.BoardPage.as_view(), name="board"),
    path("<int:pk>/filings/new/", filings.FilingCreatePage.as_view(), name="create_filing"),
    path("vessels/<int:pk>/", calculation.DecidePage.as_view(), name="decide"),
    path("runs/<int:pk>/", calculation.RunPage.as_view(), name="run"),
    path("filings/", filings.FilingListPage.as_view(), name="filings"),
    path("filings/<int:pk>/", filings.FilingPage.as_view(), name="filing"),
    path("filings/<int:pk>/register/", filings.RegisterPage.as_view(), name="register_filing"),
    path("filings/<int:pk>/document/", filings.DocumentPage.as_view(), name="filing_document"),
    path(
        "filings/<int:pk>/steps/<str:name>/",
        filings.FilingTransition.as_view(),
        name="filing_transition",
    ),
    path("responsible/<int:pk>/report/", duties.ReportPage.as_view(), name="report_responsible"),
    path("duties/", duties.DutyListPage.as_view(), name="duties"),
    path("duties/<int:pk>/", duties.DutyPage.as_view(), name="duty"),
    path("duties/<int:pk>/done/", duties.DutyDonePage.as_view(), name="complete_duty"),
    path("duty-rules/", duties.DutyRuleListPage.as_view(), name="duty_rules"),
    path("duty-rules/<int:pk>/", duty_rules.DutyRulePage.as_view(), name="duty_rule"),
    path(
        "duty-rules/<int:pk>/confirm/",
        duty_rules.DutyRuleConfirmPage.as_view(),
        name="confirm_duty_rule",
    ),
    path("commitments/", commitments.CommitmentListPage.as_view(), name="commitments"),
    path("commitments/today/", commitments.today, name="today"),
    path("commitments/<int:pk>/", commitments.CommitmentPage.as_view(), name="commitment"),
    path("commitments/<int:pk>/write/", commitments.WritePage.as_view(), name="write_commitment"),
    path("commitments/<int:pk>/sign/", commitments.sign, name="sign_commitment"),
    path("enterprises/<int:pk>/calendar/", commitments.CalendarPage.as_view(), name="calendar"),
    path("enterprises/<int:pk>/screen/", screens.ScreenCreatePage.as_view(), name="open_screen"),
    path("screens/<int:pk>/revoke/", screens.revoke, name="revoke_screen"),
    path("screen/<str:token>/", screens.screen, name="screen"),
    path("values/", standard.ValueListPage.as_view(), name="values"),
    path("values/<int:pk>/", standard.ValuePage.as_view(), name="value"),
    path("values/<int:pk>/confirm/", standard.ConfirmPage.as_view(), name="confirm_value"),
]
