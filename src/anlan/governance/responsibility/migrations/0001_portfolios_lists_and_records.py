import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='LegalDuty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('code', models.CharField(max_length=60, unique=True, verbose_name='code')),
                ('holder_kind', models.CharField(choices=[('principal', 'principal leader of the county'), ('leader', 'county leader in charge'), ('department', 'department'), ('township', 'township or park'), ('enterprise', 'enterprise')], max_length=20, verbose_name='for')),
                ('text', models.TextField(verbose_name='duty')),
                ('legal_basis', models.CharField(max_length=300, verbose_name='legal basis')),
                ('is_verified', models.BooleanField(default=False, verbose_name='is verified in the primary text')),
                ('cadence', models.CharField(choices=[('month', 'every month'), ('quarter', 'every quarter'), ('half_year', 'every half-year'), ('year', 'every year'), ('occasion', 'on occasion')], default='occasion', max_length=20, verbose_name='how often')),
                ('record_kind', models.CharField(choices=[('meeting', 'meeting chaired or attended'), ('inspection', 'inspection led'), ('duty_shift', 'duty shift led'), ('command', 'incident commanded'), ('drill', 'drill attended'), ('order', 'order signed or answered'), ('study', 'study, training, publicity'), ('report', 'report of duty performance'), ('resources', 'people, money, equipment provided'), ('other', 'other')], default='other', max_length=20, verbose_name='performed by')),
                ('sort_order', models.PositiveIntegerField(default=100, verbose_name='sort order')),
            ],
            options={
                'verbose_name': 'legal duty',
                'verbose_name_plural': 'legal duties',
                'ordering': ['holder_kind', 'sort_order', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Portfolio',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('standing', models.CharField(choices=[('principal', 'principal leader'), ('member', 'leader in charge')], default='member', max_length=20, verbose_name='standing')),
                ('text', models.TextField(verbose_name='division of work in words')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='document of the division of work')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('sort_order', models.PositiveIntegerField(default=100, verbose_name='sort order')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.person', verbose_name='leader')),
                ('substitute', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.person', verbose_name='substitute (B role)')),
            ],
            options={
                'verbose_name': "leader's portfolio",
                'verbose_name_plural': "leaders' portfolios",
                'ordering': ['sort_order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PortfolioEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('sector', models.CharField(blank=True, max_length=100, verbose_name='sector or work')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='organisation')),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='responsibility.portfolio', verbose_name="leader's portfolio")),
            ],
            options={
                'verbose_name': 'portfolio entry',
                'verbose_name_plural': 'portfolio entries',
                'ordering': ['portfolio__sort_order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ResponsibilityList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('holder_kind', models.CharField(choices=[('principal', 'principal leader of the county'), ('leader', 'county leader in charge'), ('department', 'department'), ('township', 'township or park'), ('enterprise', 'enterprise')], max_length=20, verbose_name='kind of holder')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='published on')),
                ('remarks', models.TextField(blank=True, verbose_name='remarks')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='organisation')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.person', verbose_name='leader')),
            ],
            options={
                'verbose_name': 'responsibility list',
                'verbose_name_plural': 'responsibility lists',
                'ordering': ['holder_kind', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Responsibility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('text', models.TextField(verbose_name='duty')),
                ('legal_basis', models.CharField(blank=True, max_length=300, verbose_name='legal basis')),
                ('is_verified', models.BooleanField(default=False, verbose_name='is verified in the primary text')),
                ('cadence', models.CharField(choices=[('month', 'every month'), ('quarter', 'every quarter'), ('half_year', 'every half-year'), ('year', 'every year'), ('occasion', 'on occasion')], default='occasion', max_length=20, verbose_name='how often')),
                ('record_kind', models.CharField(choices=[('meeting', 'meeting chaired or attended'), ('inspection', 'inspection led'), ('duty_shift', 'duty shift led'), ('command', 'incident commanded'), ('drill', 'drill attended'), ('order', 'order signed or answered'), ('study', 'study, training, publicity'), ('report', 'report of duty performance'), ('resources', 'people, money, equipment provided'), ('other', 'other')], default='other', max_length=20, verbose_name='performed by')),
                ('sort_order', models.PositiveIntegerField(default=100, verbose_name='sort order')),
                ('legal_duty', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='responsibility.legalduty', verbose_name='legal duty')),
                ('list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='responsibility.responsibilitylist', verbose_name='responsibility list')),
            ],
            options={
                'verbose_name': 'listed responsibility',
                'verbose_name_plural': 'listed responsibilities',
                'ordering': ['list_id', 'sort_order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='WorkItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('text', models.TextField(verbose_name='work')),
                ('record_kind', models.CharField(choices=[('meeting', 'meeting chaired or attended'), ('inspection', 'inspection led'), ('duty_shift', 'duty shift led'), ('command', 'incident commanded'), ('drill', 'drill attended'), ('order', 'order signed or answered'), ('study', 'study, training, publicity'), ('report', 'report of duty performance'), ('resources', 'people, money, equipment provided'), ('other', 'other')], default='other', max_length=20, verbose_name='performed by')),
                ('times', models.PositiveIntegerField(default=1, verbose_name='times in the year')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('sort_order', models.PositiveIntegerField(default=100, verbose_name='sort order')),
                ('responsibility', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='responsibility.responsibility', verbose_name='listed responsibility')),
            ],
            options={
                'verbose_name': 'annual work item',
                'verbose_name_plural': 'annual work items',
                'ordering': ['work_list_id', 'sort_order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='DutyRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('kind', models.CharField(choices=[('meeting', 'meeting chaired or attended'), ('inspection', 'inspection led'), ('duty_shift', 'duty shift led'), ('command', 'incident commanded'), ('drill', 'drill attended'), ('order', 'order signed or answered'), ('study', 'study, training, publicity'), ('report', 'report of duty performance'), ('resources', 'people, money, equipment provided'), ('other', 'other')], max_length=20, verbose_name='kind')),
                ('day', models.DateField(verbose_name='day')),
                ('text', models.CharField(max_length=500, verbose_name='what was done')),
                ('is_automatic', models.BooleanField(default=False, verbose_name='known to the platform')),
                ('subject_type', models.CharField(blank=True, max_length=100, verbose_name='subject type')),
                ('subject_id', models.CharField(blank=True, max_length=64, verbose_name='subject id')),
                ('subject_url', models.CharField(blank=True, max_length=300, verbose_name='page')),
                ('entered_by', models.CharField(max_length=100, verbose_name='entered by')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='organisation')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.person', verbose_name='who')),
                ('work_item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='records', to='responsibility.workitem', verbose_name='annual work item')),
            ],
            options={
                'verbose_name': 'duty performance record',
                'verbose_name_plural': 'duty performance records',
                'ordering': ['-day', '-id'],
            },
        ),
        migrations.CreateModel(
            name='WorkList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('year', models.PositiveIntegerField(verbose_name='year')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('confirmed', 'confirmed by the holder'), ('published', 'published')], default='draft', max_length=20, verbose_name='state')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
                ('confirmed_by', models.CharField(blank=True, max_length=100, verbose_name='confirmed by')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_lists', to='responsibility.responsibilitylist', verbose_name='responsibility list')),
            ],
            options={
                'verbose_name': 'annual work list',
                'verbose_name_plural': 'annual work lists',
                'ordering': ['-year', 'list_id'],
            },
        ),
        migrations.AddField(
            model_name='workitem',
            name='work_list',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='responsibility.worklist', verbose_name='annual work list'),
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('starts_on', models.DateField(verbose_name='away from')),
                ('ends_on', models.DateField(verbose_name='away to')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.person', verbose_name='leader')),
                ('substitute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.person', verbose_name='acts meanwhile')),
            ],
            options={
                'verbose_name': 'absence of a leader',
                'verbose_name_plural': 'absences of leaders',
                'ordering': ['-starts_on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='absence_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('person', models.F('substitute')), _negated=True), name='absence_has_another_person')],
            },
        ),
        migrations.AddConstraint(
            model_name='portfolio',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('person',), name='portfolio_one_in_force_per_person'),
        ),
        migrations.AddConstraint(
            model_name='portfolio',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='portfolio_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='portfolioentry',
            constraint=models.CheckConstraint(condition=models.Q(('organisation__isnull', False), models.Q(('sector', ''), _negated=True), _connector='XOR'), name='portfolio_entry_unit_or_sector'),
        ),
        migrations.AddConstraint(
            model_name='portfolioentry',
            constraint=models.UniqueConstraint(condition=models.Q(('organisation__isnull', False), ('valid_to__isnull', True)), fields=('portfolio', 'organisation'), name='portfolio_entry_once'),
        ),
        migrations.AddConstraint(
            model_name='responsibilitylist',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('person',), name='responsibility_list_once_per_person'),
        ),
        migrations.AddConstraint(
            model_name='responsibilitylist',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', True)), fields=('organisation',), name='responsibility_list_once_per_unit'),
        ),
        migrations.AddIndex(
            model_name='dutyrecord',
            index=models.Index(fields=['person', 'day'], name='responsibil_person__b84afe_idx'),
        ),
        migrations.AddIndex(
            model_name='dutyrecord',
            index=models.Index(fields=['organisation', 'day'], name='responsibil_organis_0bf8d1_idx'),
        ),
        migrations.AddConstraint(
            model_name='dutyrecord',
            constraint=models.UniqueConstraint(condition=models.Q(('subject_type', ''), _negated=True), fields=('person', 'organisation', 'kind', 'subject_type', 'subject_id'), name='duty_record_once_per_subject', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='worklist',
            constraint=models.UniqueConstraint(fields=('list', 'year'), name='work_list_once_a_year'),
        ),
        migrations.AddConstraint(
            model_name='workitem',
            constraint=models.CheckConstraint(condition=models.Q(('times__gt', 0)), name='work_item_times'),
        ),
    ]
