"""Warning feeds and what they held; warnings are told apart by sender, identifier and moment."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("natural_hazards", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="WarningFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("kind", models.CharField(choices=[("url", "web address"), ("folder", "folder of the server")], max_length=10, verbose_name="kind")),
                ("address", models.CharField(max_length=500, verbose_name="address or folder")),
                ("period_s", models.PositiveIntegerField(default=60, verbose_name="seconds between two looks")),
                ("is_active", models.BooleanField(default=True, verbose_name="is in use")),
                ("etag", models.CharField(blank=True, max_length=200, verbose_name="entity tag")),
                ("last_modified", models.CharField(blank=True, max_length=100, verbose_name="last modified")),
                ("polled_at", models.DateTimeField(blank=True, null=True, verbose_name="last looked at")),
                ("succeeded_at", models.DateTimeField(blank=True, null=True, verbose_name="last reached at")),
                ("failures", models.PositiveIntegerField(default=0, verbose_name="failures in a row")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="last error")),
            ],
            options={
                "verbose_name": "warning feed",
                "verbose_name_plural": "warning feeds",
                "ordering": ["name"],
                "constraints": [models.CheckConstraint(condition=models.Q(("period_s__gte", 30)), name="warning_feed_not_asked_too_often")],
            },
        ),
        migrations.CreateModel(
            name="FeedMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=500, verbose_name="message")),
                ("stamp", models.CharField(max_length=100, verbose_name="version")),
                ("at", models.DateTimeField(verbose_name="found at")),
                ("outcome", models.CharField(choices=[("taken", "taken in"), ("known", "known already"), ("elsewhere", "of elsewhere"), ("opened", "holds other messages"), ("unreadable", "cannot be read")], max_length=12, verbose_name="what became of it")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("text", models.TextField(blank=True, verbose_name="as received")),
                ("feed", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="natural_hazards.warningfeed", verbose_name="warning feed")),
                ("warning", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="messages", to="natural_hazards.incomingwarning", verbose_name="warning")),
            ],
            options={
                "verbose_name": "message of a warning feed",
                "verbose_name_plural": "messages of warning feeds",
                "ordering": ["-at", "-id"],
                "constraints": [models.UniqueConstraint(fields=("feed", "name", "stamp"), name="feed_message_once")],
                "indexes": [models.Index(fields=["-at"], name="feed_message_time"), models.Index(fields=["outcome", "-at"], name="feed_message_outcome")],
            },
        ),
        migrations.AddField(
            model_name="incomingwarning",
            name="message_type",
            field=models.CharField(default="Alert", max_length=10, verbose_name="kind of message"),
        ),
        migrations.AddField(
            model_name="incomingwarning",
            name="references",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=500), blank=True, default=list, size=None, verbose_name="refers to"),
        ),
        migrations.RemoveConstraint(
            model_name="incomingwarning",
            name="incoming_warning_once",
        ),
        migrations.AddConstraint(
            model_name="incomingwarning",
            constraint=models.UniqueConstraint(fields=("sender", "identifier", "sent_at"), name="incoming_warning_once"),
        ),
        migrations.AddIndex(
            model_name="incomingwarning",
            index=django.contrib.postgres.indexes.GinIndex(fields=["references"], name="incoming_references"),
        ),
    ]
