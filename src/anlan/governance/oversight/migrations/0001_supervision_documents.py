import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('state', models.CharField(choices=[('proposed', 'proposed by the platform'), ('draft', 'draft'), ('approving', 'in approval'), ('issued', 'issued, not signed for'), ('signed', 'signed for, to be answered'), ('answered', 'answered, to be checked'), ('closed', 'closed'), ('withdrawn', 'withdrawn')], default='draft', max_length=20, verbose_name='state')),
                ('number', models.CharField(blank=True, max_length=50, verbose_name='number')),
                ('title', models.CharField(max_length=200, verbose_name='subject')),
                ('reason', models.TextField(verbose_name='facts')),
                ('demand', models.TextField(blank=True, verbose_name='what is demanded')),
                ('facts', models.JSONField(default=list, verbose_name='facts on record')),
                ('is_listed', models.BooleanField(default=False, verbose_name='listed supervision')),
                ('copy_to', models.CharField(blank=True, max_length=300, verbose_name='copy to')),
                ('meets_at', models.DateTimeField(blank=True, null=True, verbose_name='interview at')),
                ('meeting_place', models.CharField(blank=True, max_length=100, verbose_name='place of the interview')),
                ('minutes', models.TextField(blank=True, verbose_name='record of the interview')),
                ('subject_type', models.CharField(blank=True, max_length=100, verbose_name='subject type')),
                ('subject_id', models.CharField(blank=True, max_length=64, verbose_name='subject id')),
                ('subject_label', models.CharField(blank=True, max_length=200, verbose_name='drawn up about')),
                ('subject_url', models.CharField(blank=True, max_length=300, verbose_name='page of the subject')),
                ('due_on', models.DateField(verbose_name='to be answered by')),
                ('drawn_up_by', models.CharField(max_length=100, verbose_name='drawn up by')),
                ('drawn_up_by_id', models.CharField(max_length=64, verbose_name='drawn up by, account')),
                ('issued_at', models.DateTimeField(blank=True, null=True, verbose_name='issued at')),
                ('approved_by', models.CharField(blank=True, max_length=100, verbose_name='issued by')),
                ('document_id', models.BigIntegerField(blank=True, null=True, verbose_name='document')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='signed for at')),
                ('signed_by', models.CharField(blank=True, max_length=100, verbose_name='signed for by')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('overdue_at', models.DateTimeField(blank=True, null=True, verbose_name='overdue since')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('outcome', models.TextField(blank=True, verbose_name='result')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='issuing office')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='unit concerned')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.person', verbose_name='person concerned')),
                ('previous', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='following', to='oversight.order', verbose_name='follows on')),
            ],
            options={
                'verbose_name': 'supervision document',
                'verbose_name_plural': 'supervision documents',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('text', models.TextField(verbose_name='what was done')),
                ('made_at', models.DateTimeField(verbose_name='answered at')),
                ('made_by', models.CharField(max_length=100, verbose_name='answered by')),
                ('is_late', models.BooleanField(default=False, verbose_name='late')),
                ('returned_at', models.DateTimeField(blank=True, null=True, verbose_name='returned at')),
                ('comment', models.TextField(blank=True, verbose_name='result of the check')),
                ('checked_by', models.CharField(blank=True, max_length=100, verbose_name='checked by')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='oversight.order', verbose_name='supervision document')),
            ],
            options={
                'verbose_name': 'answer to a supervision document',
                'verbose_name_plural': 'answers to supervision documents',
                'ordering': ['order_id', 'id'],
            },
        ),
        migrations.CreateModel(
            name='OrderKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=50, verbose_name='name')),
                ('issue_permission', models.CharField(max_length=100, verbose_name='right to draw up')),
                ('approver', models.CharField(choices=[('office', 'director of the committee office'), ('leader', 'county leader'), ('principal', 'principal leader')], max_length=20, verbose_name='approved by')),
                ('needs_answer', models.BooleanField(default=True, verbose_name='needs an answer')),
                ('answer_working_days', models.PositiveIntegerField(default=10, help_text='working days, unless the document sets a day', verbose_name='days to answer')),
                ('is_restricted', models.BooleanField(default=False, help_text='seen only by who may read restricted documents; every reading is recorded', verbose_name='restricted')),
                ('copy_to', models.CharField(blank=True, max_length=300, verbose_name='copy to')),
                ('demand', models.TextField(blank=True, verbose_name='what is demanded')),
                ('legal_basis', models.CharField(max_length=300, verbose_name='legal basis')),
                ('is_verified', models.BooleanField(default=False, verbose_name='is verified in the primary text')),
                ('next_basis', models.CharField(blank=True, max_length=300, verbose_name='basis of the next step')),
                ('sort_order', models.PositiveIntegerField(default=100, verbose_name='sort order')),
                ('next_kind', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='oversight.orderkind', verbose_name='next step when not answered')),
            ],
            options={
                'verbose_name': 'kind of supervision document',
                'verbose_name_plural': 'kinds of supervision document',
                'ordering': ['sort_order', 'code'],
            },
        ),
        migrations.AddField(
            model_name='order',
            name='kind',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='oversight.orderkind', verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('kind', models.CharField(choices=[('explanation', 'explanation'), ('appeal', 'appeal')], max_length=20, verbose_name='kind')),
                ('text', models.TextField(verbose_name='text')),
                ('state', models.CharField(choices=[('open', 'to be decided'), ('upheld', 'accepted'), ('refused', 'not accepted')], default='open', max_length=20, verbose_name='state')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('made_by', models.CharField(max_length=100, verbose_name='made by')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('decided_by', models.CharField(blank=True, max_length=100, verbose_name='decided by')),
                ('decision', models.TextField(blank=True, verbose_name='decision')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='oversight.order', verbose_name='supervision document')),
            ],
            options={
                'verbose_name': 'explanation or appeal',
                'verbose_name_plural': 'explanations and appeals',
                'ordering': ['order_id', 'id'],
            },
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['organisation', 'state'], name='oversight_o_organis_2a2d60_idx'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['subject_type', 'subject_id'], name='oversight_o_subject_cf5823_idx'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['state', 'due_on'], name='oversight_o_state_378c2b_idx'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('number',), name='order_number_once'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'draft', 'approving', 'withdrawn']), ('issued_at__isnull', False), _connector='OR'), name='order_issued_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('order',), name='statement_one_open_per_order'),
        ),
    ]
