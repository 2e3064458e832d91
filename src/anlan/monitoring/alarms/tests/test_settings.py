"""Settings of the desk and schedules of rules: seen, changed in versions, by whom they concern."""

from __future__ import annotations

from copy import deepcopy
from datetime import time, timedelta

import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import assert_audited, assert_emitted
from anlan.monitoring.alarms import reference
from anlan.monitoring.alarms.choices import RuleState, SettingKind
from anlan.monitoring.alarms.errors import ScheduleInUse, Superseded
from anlan.monitoring.alarms.events import SettingPublished
from anlan.monitoring.alarms.models import (
    Alarm,
    AlarmGroup,
    AlarmRule,
    AlarmSetting,
    RuleSchedule,
)
from anlan.monitoring.alarms.services.alarms import acknowledge_alarm
from anlan.monitoring.alarms.services.schedules import (
    change_schedule,
    create_schedule,
    retire_schedule,
)
from anlan.monitoring.alarms.services.settings import publish_setting
from anlan.monitoring.alarms.setting_words import changes_between, to_content, to_values
from anlan.monitoring.alarms.settings_data import figures, starting_setting
from anlan.monitoring.alarms.tests.factories import (
    ENGINE,
    AlarmRuleFactory,
    RuleScheduleFactory,
    make_setting,
    raise_alarm,
)
from anlan.monitoring.alarms.tests.test_handling import storm

pytestmark = pytest.mark.django_db

NIGHT = {"days": "all", "begins_at": time(21), "ends_at": time(5)}


def publish(kind, actor, **changes):
    """Publish the setting in use with a content changed by the caller."""
    setting = make_setting(kind)
    values = {"content": setting.content, "basis": "县值守制度第三条", "note": "值守制度修订"}
    return publish_setting(setting_id=setting.pk, actor=actor, **(values | changes))


def test_the_county_starts_with_figures_of_each_kind_and_keeps_what_it_set(cast):
    AlarmSetting.objects.all().delete()
    assert figures(SettingKind.STORM)["alarms"] == 4
    reference.load(ENGINE)
    assert AlarmSetting.objects.filter(is_current=True).count() == len(SettingKind)
    publish(SettingKind.STORM, cast.lin, content=figures(SettingKind.STORM) | {"alarms": 9})
    reference.load(ENGINE)
    assert figures(SettingKind.STORM)["alarms"] == 9
    assert not AlarmSetting.objects.filter(basis_verified=True).exists()


@pytest.mark.parametrize("kind", SettingKind.values)
def test_what_the_form_shows_is_what_is_stored(kind):
    content = starting_setting(kind).content
    assert to_content(kind, to_values(kind, content)) == content


def test_a_new_version_counts_at_once_and_the_former_stays_readable(cast, frozen_clock):
    former = make_setting(SettingKind.LADDER)
    ladder = deepcopy(former.content)
    ladder["3"] = [{"role": "duty_leader", "within_s": 45}]
    with pytest.raises(NotPermitted):
        publish(SettingKind.LADDER, cast.sun, content=ladder)
    found = publish(SettingKind.LADDER, cast.lin, content=ladder)
    former.refresh_from_db()
    assert (found.version, found.is_current, former.is_current) == (2, True, False)
    assert former.content["3"] != ladder["3"]
    record = assert_audited("alarms.setting.published", found)
    assert record.reason == "值守制度修订"
    assert_emitted(SettingPublished, kind="ladder")
    alarm = raise_alarm()
    assert alarm.acknowledge_due_at == clock.now() + timedelta(seconds=45)
    assert alarm.calls.get().role == "duty_leader"
    with pytest.raises(Superseded):
        publish_setting(
            setting_id=former.pk, content=ladder, basis="依据", note="修订", actor=cast.lin
        )


def test_clocks_and_storms_follow_the_settings(cast, frozen_clock):
    clocks = deepcopy(figures(SettingKind.CLOCKS))
    clocks["3"]["verify_min"] = 7
    publish(SettingKind.CLOCKS, cast.lin, content=clocks)
    alarm = raise_alarm()
    acknowledge_alarm(alarm_id=alarm.pk, actor=cast.sun)
    alarm.refresh_from_db()
    assert alarm.step_due_at == clock.now() + timedelta(minutes=7)

    publish(SettingKind.STORM, cast.lin, content=figures(SettingKind.STORM) | {"alarms": 3})
    Alarm.objects.all().delete()
    storm(3)
    assert AlarmGroup.objects.get().number == 3


@pytest.mark.parametrize(
    ("kind", "path", "value", "field"),
    [
        (SettingKind.LADDER, ("1",), [], "role_1_0"),
        (SettingKind.LADDER, ("1", 0, "role"), "nobody", "role_1_0"),
        (SettingKind.LADDER, ("2", 1, "within_s"), 0, "within_2_1"),
        (SettingKind.CLOCKS, ("4", "close_min"), None, "close_4"),
        (SettingKind.STORM, ("alarms",), 1, "alarms"),
        (SettingKind.WATCH, ("checks_per_day",), 25, "checks_per_day"),
    ],
)
def test_figures_out_of_bounds_are_refused_at_their_field(kind, path, value, field, cast):
    content = deepcopy(make_setting(kind).content)
    place = content
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    with pytest.raises(InvalidInput) as refused:
        publish(kind, cast.lin, content=content)
    assert set(refused.value.fields) == {field}
    for name in ("basis", "note"):
        with pytest.raises(InvalidInput) as refused:
            publish(kind, cast.lin, **{name: " "})
        assert name in refused.value.fields


@pytest.mark.parametrize("kind", SettingKind.values)
def test_the_pages_show_and_publish_a_setting(kind, client):
    setting = make_setting(kind)
    client.force_login(account_with("duty_officer"))
    page = client.get(setting.get_absolute_url()).content.decode()
    assert setting.basis in page
    assert f"/alarms/settings/{setting.pk}/change/" not in page
    assert client.get(f"/alarms/settings/{setting.pk}/change/").status_code == 403

    client.force_login(account_with("bureau_officer"))
    assert setting.get_absolute_url() in client.get("/alarms/settings/").content.decode()
    path = f"/alarms/settings/{setting.pk}/change/"
    assert path in client.get(setting.get_absolute_url()).content.decode()
    assert client.get(path).status_code == 200
    values = to_values(kind, setting.content) | {"basis": "县值守制度", "note": "修订"}
    name = next(name for name, value in values.items() if isinstance(value, int))
    assert client.post(path, values | {name: "0.5"}).status_code == 422
    done = client.post(path, values | {name: str(values[name] + 1)})
    assert done.status_code == 303
    published = AlarmSetting.objects.get(kind=kind, is_current=True)
    page = client.get(done["Location"]).content.decode()
    assert (published.version, published.published_by != "") == (2, True)
    assert " → " in page
    assert setting.get_absolute_url() in page
    assert client.post(path, values).status_code == 409
    assert client.get(setting.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("kind", SettingKind.values)
def test_every_figure_changed_by_one_is_seen_to_differ(kind):
    content = starting_setting(kind).content
    values = to_values(kind, content)
    for name, value in values.items():
        if isinstance(value, int):
            changed = to_content(kind, values | {name: value + 1})
            assert len(list(changes_between(kind, content, changed))) == 1, name


def test_a_step_without_a_role_ends_the_ladder(client):
    client.force_login(account_with("commander"))
    setting = make_setting(SettingKind.LADDER)
    values = to_values(setting.kind, setting.content) | {"basis": "制度", "note": "两级叫应"}
    values |= {"role_4_2": "", "within_4_2": ""}
    assert client.post(f"/alarms/settings/{setting.pk}/change/", values).status_code == 303
    assert len(figures(SettingKind.LADDER)["4"]) == 2


# Schedules


def test_a_changed_schedule_is_a_new_version_with_drafts_of_its_rules(cast):
    schedule = RuleScheduleFactory(name="夜班")
    rule = AlarmRuleFactory(schedule=schedule)
    draft = AlarmRuleFactory(schedule=schedule, state=RuleState.DRAFT, name="拟定")
    other = AlarmRuleFactory()
    with pytest.raises(NotPermitted):
        change_schedule(
            schedule_id=schedule.pk, name="夜班", reason="调整", actor=cast.sun, **NIGHT
        )
    with pytest.raises(InvalidInput):
        change_schedule(schedule_id=schedule.pk, name="夜班", reason=" ", actor=cast.lin, **NIGHT)
    later = change_schedule(
        schedule_id=schedule.pk, name="夜班", reason="夏令时间", actor=cast.lin, **NIGHT
    )
    assert_audited("alarms.schedule.changed", later)
    for row in (schedule, rule, draft, other):
        row.refresh_from_db()
    assert (later.version, later.former, schedule.is_current) == (2, schedule, False)
    assert (rule.schedule, rule.state) == (schedule, RuleState.ACTIVE), "tested with the former"
    assert AlarmRule.objects.get(line=rule.line, state=RuleState.DRAFT).schedule == later
    assert draft.schedule == later
    assert other.schedule is None
    with pytest.raises(Superseded):
        change_schedule(
            schedule_id=schedule.pk, name="夜班", reason="再改", actor=cast.lin, **NIGHT
        )


def test_names_of_schedules_in_use_are_taken_once(cast):
    schedule = create_schedule(name="夜班", actor=cast.lin, **NIGHT)
    assert_audited("alarms.schedule.created", schedule)
    for name in ("夜班", " "):
        with pytest.raises(InvalidInput) as refused:
            create_schedule(name=name, actor=cast.lin, **NIGHT)
        assert set(refused.value.fields) == {"name"}
    rule = AlarmRuleFactory(schedule=schedule)
    with pytest.raises(ScheduleInUse):
        retire_schedule(schedule_id=schedule.pk, reason="不再使用", actor=cast.lin)
    rule.delete()
    with pytest.raises(InvalidInput):
        retire_schedule(schedule_id=schedule.pk, reason="", actor=cast.lin)
    retire_schedule(schedule_id=schedule.pk, reason="不再使用", actor=cast.lin)
    assert_audited("alarms.schedule.retired", schedule)
    assert create_schedule(name="夜班", actor=cast.lin, **NIGHT).version == 1


def test_schedules_are_written_and_changed_on_their_pages(client):
    client.force_login(account_with("bureau_officer"))
    values = {"name": "夜班", "days": "all", "begins_at": "21:00", "ends_at": "05:00"}
    assert client.post("/alarms/rules/schedules/new/", values | {"days": ""}).status_code == 422
    made = client.post("/alarms/rules/schedules/new/", values)
    assert made.status_code == 303
    schedule = RuleSchedule.objects.get(name="夜班")
    rule = AlarmRuleFactory(schedule=schedule, point=None, quantity="pressure")
    assert "夜班" in client.get("/alarms/rules/schedules/").content.decode()
    page = client.get(schedule.get_absolute_url()).content.decode()
    assert rule.get_absolute_url() in page
    assert schedule.get_absolute_url() in client.get(rule.get_absolute_url()).content.decode()
    path = f"/alarms/rules/schedules/{schedule.pk}/change/"
    assert 'value="21:00"' in client.get(path).content.decode()
    changed = client.post(path, values | {"begins_at": "20:00", "reason": "入冬"})
    assert changed.status_code == 303
    later = RuleSchedule.objects.get(former=schedule)
    assert later.get_absolute_url() in client.get(schedule.get_absolute_url()).content.decode()
    kept = client.get(f"/alarms/rules/{rule.pk}/change/").content.decode()
    assert f'<option value="{schedule.pk}" selected>' in kept
    retire = f"/alarms/rules/schedules/{later.pk}/retire/"
    assert client.post(retire, {"reason": "停用"}).status_code == 409

    client.force_login(account_with("duty_officer"))
    assert client.get(later.get_absolute_url()).status_code == 200
    assert client.get(path).status_code == 403
    assert client.post(retire, {"reason": "停用"}).status_code == 403
