"""Routes of intake."""

from __future__ import annotations

from django.urls import path

from anlan.command.intake.views import calls, chain, connections, messages, public_reports, queue

app_name = "intake"
urlpatterns = [
    path("", calls.desk, name="desk"),
    path("queue/", queue.QueuePage.as_view(), name="queue"),
    path("report/", queue.QuickReportPage.as_view(), name="quick"),
    path("public/", public_reports.report, name="public"),
    path("items/<int:pk>/confirm/", public_reports.ConfirmPage.as_view(), name="confirm"),
    path("items/<int:pk>/", queue.ItemPage.as_view(), name="item"),
    path("items/<int:pk>/attach/", queue.AttachPage.as_view(), name="attach"),
    path("items/<int:pk>/attach-to/", queue.attach_to, name="attach_to"),
    path("items/<int:pk>/hand-on/", queue.HandOnPage.as_view(), name="hand_on"),
    path("items/<int:pk>/step/<slug:name>/", queue.ItemStep.as_view(), name="step"),
    path("calls/", calls.CallListPage.as_view(), name="calls"),
    path("calls/<int:pk>/", calls.CallPage.as_view(), name="call"),
    path("calls/<int:pk>/link/", calls.LinkCallPage.as_view(), name="link_call"),
    path("calls/<int:pk>/called-back/", calls.called_back, name="called_back"),
    path("calls/<int:pk>/number/", calls.number, name="number"),
    path("messages/", messages.MessageListPage.as_view(), name="messages"),
    path("messages/<int:pk>/", messages.MessagePage.as_view(), name="message"),
    path("messages/<int:pk>/raw/", messages.raw, name="raw"),
    path("messages/<int:pk>/settle/", messages.settle, name="settle_message"),
    path("sources/", connections.SourceListPage.as_view(), name="sources"),
    path("sources/new/", connections.SourceCreatePage.as_view(), name="create_source"),
    path("sources/<int:pk>/", connections.SourcePage.as_view(), name="source"),
    path("sources/<int:pk>/change/", connections.SourceChangePage.as_view(), name="change_source"),
    path("kinds/", connections.MappingListPage.as_view(), name="mappings"),
    path("kinds/new/", connections.MappingCreatePage.as_view(), name="create_mapping"),
    path("kinds/<int:pk>/", connections.MappingChangePage.as_view(), name="change_mapping"),
    path("kinds/<int:pk>/remove/", connections.remove, name="remove_mapping"),
    path("levels/", connections.LinkListPage.as_view(), name="links"),
    path("levels/new/", connections.LinkCreatePage.as_view(), name="create_link"),
    path("levels/<int:pk>/", connections.LinkPage.as_view(), name="link"),
    path("levels/<int:pk>/change/", connections.LinkChangePage.as_view(), name="change_link"),
    path("reports/", chain.ReportListPage.as_view(), name="reports"),
    path("reports/<int:pk>/adopt/", chain.adopt, name="adopt"),
    path("instructions/", chain.InstructionListPage.as_view(), name="instructions"),
    path("instructions/<int:pk>/", chain.InstructionPage.as_view(), name="instruction"),
    path("instructions/<int:pk>/answer/", chain.AnswerPage.as_view(), name="answer"),
    path("incident/<int:incident_id>/instruct/", chain.InstructPage.as_view(), name="instruct"),
    path("doubts/", chain.DoubtListPage.as_view(), name="doubts"),
    path("doubts/<int:pk>/", chain.DoubtPage.as_view(), name="doubt"),
    path("doubts/<int:pk>/settle/", chain.settle, name="settle_doubt"),
]
