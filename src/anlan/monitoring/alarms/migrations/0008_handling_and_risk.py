"""Storms, calls, duties, approved windows, reviews, risk indices, spot checks."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alarms', '0007_back_tests'),
        ('devices', '0003_templates_credentials_health_care'),
        ('enterprises', '0003_actual_controller'),
        ('organisations', '0001_initial'),
        ('regions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AlarmCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(blank=True, help_text='empty: called by hand', null=True, verbose_name='step of the ladder')),
                ('role', models.CharField(blank=True, max_length=50, verbose_name='role')),
                ('channel', models.CharField(choices=[('notice', 'notice of the platform'), ('phone', 'telephone')], default='notice', max_length=20, verbose_name='called by')),
                ('caller_name', models.CharField(max_length=100, verbose_name='caller')),
                ('called_at', models.DateTimeField(verbose_name='called at')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='answer by')),
                ('outcome', models.CharField(choices=[('waiting', 'waits for an answer'), ('answered', 'answered'), ('by_other', 'somebody else took it'), ('unanswered', 'did not answer')], default='waiting', max_length=20, verbose_name='outcome')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('answered_by', models.CharField(blank=True, max_length=100, verbose_name='answered by')),
                ('note', models.TextField(blank=True, verbose_name='note')),
            ],
            options={
                'verbose_name': 'call about an alarm',
                'verbose_name_plural': 'calls about alarms',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='AlarmDuty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_first', models.BooleanField(default=False, verbose_name='first receiver')),
                ('outcome', models.CharField(choices=[('offered', 'offered'), ('held', 'responsible'), ('declined', 'declined'), ('lapsed', 'not answered in time'), ('ended', 'given on or finished')], max_length=20, verbose_name='outcome')),
                ('offered_by', models.CharField(blank=True, max_length=100, verbose_name='offered by')),
                ('offered_at', models.DateTimeField(blank=True, null=True, verbose_name='offered at')),
                ('answer_due_at', models.DateTimeField(blank=True, null=True, verbose_name='answer by')),
                ('since', models.DateTimeField(blank=True, null=True, verbose_name='responsible since')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='responsible until')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'responsibility for an alarm',
                'verbose_name_plural': 'responsibilities for alarms',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='AlarmGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('key', models.CharField(max_length=60, verbose_name='key of the thing')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('state', models.CharField(choices=[('open', 'going on'), ('over', 'over'), ('dissolved', 'dissolved')], default='open', max_length=20, verbose_name='state')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'red (I)'), (2, 'orange (II)'), (3, 'yellow (III)'), (4, 'blue (IV)')], verbose_name='level')),
                ('number', models.PositiveIntegerField(default=0, verbose_name='number of alarms')),
                ('cause', models.CharField(choices=[('power_or_line', 'power or data line of the site lost'), ('network', 'network of the area lost'), ('instrument', 'fault of the instruments or their collector'), ('leak', 'leak that spreads'), ('fire', 'fire'), ('upset', 'upset of one installation'), ('weather', 'weather or water over an area'), ('unclear', 'no common cause seen')], default='unclear', max_length=20, verbose_name='proposed cause')),
                ('evidence', models.TextField(blank=True, verbose_name='evidence')),
                ('first_at', models.DateTimeField(verbose_name='first alarm at')),
                ('latest_at', models.DateTimeField(verbose_name='latest alarm at')),
                ('over_at', models.DateTimeField(blank=True, null=True, verbose_name='over at')),
                ('told', models.JSONField(default=dict, verbose_name='told')),
            ],
            options={
                'verbose_name': 'alarm group',
                'verbose_name_plural': 'alarm groups',
                'ordering': ['-latest_at'],
            },
        ),
        migrations.CreateModel(
            name='RiskIndex',
            fields=[
                ('enterprise', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='enterprises.enterprise', verbose_name='enterprise')),
                ('value', models.FloatField(verbose_name='risk index')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'red (I)'), (2, 'orange (II)'), (3, 'yellow (III)'), (4, 'blue (IV)')], verbose_name='level')),
                ('online_rate', models.FloatField(blank=True, null=True, verbose_name='device on-line rate')),
                ('open_alarms', models.PositiveIntegerField(default=0, verbose_name='open alarms')),
                ('terms', models.JSONField(default=list, verbose_name='terms')),
                ('formula', models.CharField(max_length=40, verbose_name='version of the formula')),
                ('computed_at', models.DateTimeField(verbose_name='computed at')),
                ('risen_at', models.DateTimeField(blank=True, null=True, verbose_name='level risen at')),
            ],
            options={
                'verbose_name': 'enterprise risk index',
                'verbose_name_plural': 'enterprise risk indices',
                'ordering': ['-value'],
            },
        ),
        migrations.CreateModel(
            name='RiskIndexDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('highest', models.FloatField(verbose_name='highest')),
                ('last', models.FloatField(verbose_name='last of the day')),
            ],
            options={
                'verbose_name': 'risk index of a day',
                'verbose_name_plural': 'risk indices of days',
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='RuleReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('state', models.CharField(choices=[('open', 'to be decided'), ('adopted', 'new version drafted'), ('declined', 'left as it is')], default='open', max_length=20, verbose_name='state')),
                ('raised', models.PositiveIntegerField(verbose_name='alarms raised')),
                ('false', models.PositiveIntegerField(verbose_name='of these false')),
                ('since', models.DateTimeField(verbose_name='counted since')),
                ('proposal', models.JSONField(default=dict, verbose_name='proposed change')),
                ('evidence', models.TextField(blank=True, verbose_name='evidence')),
                ('decided_by', models.CharField(blank=True, max_length=100, verbose_name='decided by')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
            ],
            options={
                'verbose_name': 'rule review',
                'verbose_name_plural': 'rule reviews',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='SpotCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=50, verbose_name='role')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('asked_by', models.CharField(max_length=100, verbose_name='asked by')),
                ('due_at', models.DateTimeField(verbose_name='answer by')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('state', models.CharField(choices=[('waiting', 'waits for an answer'), ('answered', 'answered'), ('late', 'answered late'), ('missed', 'did not answer')], default='waiting', max_length=20, verbose_name='state')),
            ],
            options={
                'verbose_name': 'spot check',
                'verbose_name_plural': 'spot checks',
                'ordering': ['-asked_at'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='suppression',
            name='suppression_has_object',
        ),
        migrations.AddField(
            model_name='alarm',
            name='first_received_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='first received at'),
        ),
        migrations.AddField(
            model_name='alarm',
            name='first_receiver',
            field=models.ForeignKey(blank=True, help_text='took it first and is responsible until it is handed over', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.person', verbose_name='first receiver'),
        ),
        migrations.AddField(
            model_name='alarm',
            name='suppression',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='alarms', to='alarms.suppression', verbose_name='suppression'),
        ),
        migrations.AddField(
            model_name='suppression',
            name='decided_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='decided at'),
        ),
        migrations.AddField(
            model_name='suppression',
            name='decided_by',
            field=models.CharField(blank=True, max_length=100, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='suppression',
            name='ended_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='ended at'),
        ),
        migrations.AddField(
            model_name='suppression',
            name='region',
            field=models.ForeignKey(blank=True, help_text='of the device or enterprise, or the whole area', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='regions.region', verbose_name='region'),
        ),
        migrations.AddField(
            model_name='suppression',
            name='requester',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisations.person', verbose_name='asked for by'),
        ),
        migrations.AddField(
            model_name='suppression',
            name='state',
            field=models.CharField(choices=[('requested', 'waits for approval'), ('approved', 'approved'), ('refused', 'refused'), ('ended', 'ended early'), ('lapsed', 'run out')], default='approved', max_length=20, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.CheckConstraint(condition=models.Q(('device__isnull', False), ('enterprise__isnull', False), ('region__isnull', False), _connector='OR'), name='suppression_has_object'),
        ),
        migrations.AddField(
            model_name='alarmcall',
            name='alarm',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='alarms.alarm', verbose_name='alarm'),
        ),
        migrations.AddField(
            model_name='alarmcall',
            name='person',
            field=models.ForeignKey(blank=True, help_text='empty: nobody is named for this step', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.person', verbose_name='called person'),
        ),
        migrations.AddField(
            model_name='alarmduty',
            name='alarm',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='alarms.alarm', verbose_name='alarm'),
        ),
        migrations.AddField(
            model_name='alarmduty',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.person', verbose_name='person'),
        ),
        migrations.AddField(
            model_name='alarmgroup',
            name='enterprise',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise', verbose_name='enterprise'),
        ),
        migrations.AddField(
            model_name='alarmgroup',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.region', verbose_name='region'),
        ),
        migrations.AddField(
            model_name='alarm',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='alarms', to='alarms.alarmgroup', verbose_name='alarm group'),
        ),
        migrations.AddField(
            model_name='riskindex',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='regions.region', verbose_name='region'),
        ),
        migrations.AddField(
            model_name='riskindexday',
            name='enterprise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='enterprises.enterprise', verbose_name='enterprise'),
        ),
        migrations.AddField(
            model_name='rulereview',
            name='draft',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='alarms.alarmrule', verbose_name='drafted version'),
        ),
        migrations.AddField(
            model_name='rulereview',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisations.person', verbose_name='owner of the rule'),
        ),
        migrations.AddField(
            model_name='rulereview',
            name='rule',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='alarms.alarmrule', verbose_name='alarm rule'),
        ),
        migrations.AddField(
            model_name='spotcheck',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.person', verbose_name='person on duty'),
        ),
        migrations.AddField(
            model_name='spotcheck',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.region', verbose_name='region'),
        ),
        migrations.AddIndex(
            model_name='alarmcall',
            index=models.Index(fields=['alarm', 'id'], name='call_alarm'),
        ),
        migrations.AddIndex(
            model_name='alarmcall',
            index=models.Index(fields=['-called_at'], name='call_time'),
        ),
        migrations.AddConstraint(
            model_name='alarmduty',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'held')), fields=('alarm',), name='duty_one_held'),
        ),
        migrations.AddConstraint(
            model_name='alarmduty',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'offered')), fields=('alarm',), name='duty_one_offered'),
        ),
        migrations.AddIndex(
            model_name='alarmgroup',
            index=models.Index(fields=['region', '-latest_at'], name='group_region'),
        ),
        migrations.AddConstraint(
            model_name='alarmgroup',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('key',), name='group_one_open_per_key'),
        ),
        migrations.AddIndex(
            model_name='riskindex',
            index=models.Index(fields=['-value'], name='risk_index_value'),
        ),
        migrations.AddIndex(
            model_name='riskindex',
            index=models.Index(fields=['region', '-value'], name='risk_index_region'),
        ),
        migrations.AddConstraint(
            model_name='riskindexday',
            constraint=models.UniqueConstraint(fields=('enterprise', 'day'), name='risk_index_day_once'),
        ),
        migrations.AddConstraint(
            model_name='rulereview',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('rule',), name='review_one_open'),
        ),
        migrations.AddIndex(
            model_name='spotcheck',
            index=models.Index(fields=['-asked_at'], name='spot_check_time'),
        ),
        migrations.AddIndex(
            model_name='spotcheck',
            index=models.Index(fields=['person', '-asked_at'], name='spot_check_person'),
        ),
    ]
