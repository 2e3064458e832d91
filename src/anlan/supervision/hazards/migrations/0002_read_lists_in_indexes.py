

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0003_actual_controller'),
        ('hazards', '0001_initial'),
        ('organisations', '0001_initial'),
        ('regions', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='hazard',
            name='hazard_by_state',
        ),
        migrations.RemoveIndex(
            model_name='hazard',
            name='hazard_by_level',
        ),
        migrations.RemoveIndex(
            model_name='hazard',
            name='hazard_by_source',
        ),
        migrations.RemoveIndex(
            model_name='hazard',
            name='hazard_open',
        ),
        migrations.AlterField(
            model_name='hazard',
            name='category',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hazards.hazardcategory', verbose_name='hazard category'),
        ),
        migrations.AlterField(
            model_name='hazard',
            name='department',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='responsible office'),
        ),
        migrations.AlterField(
            model_name='hazard',
            name='enterprise',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise', verbose_name='enterprise'),
        ),
        migrations.AlterField(
            model_name='hazard',
            name='organisation',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='organisation that rectifies'),
        ),
        migrations.AlterField(
            model_name='hazard',
            name='responsible',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.person', verbose_name='responsible person'),
        ),
        migrations.AlterField(
            model_name='hazard',
            name='sector',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.sector', verbose_name='sector'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(fields=['state', 'id'], include=('region', 'level', 'source', 'sector', 'category', 'department', 'reported_at', 'due_at'), name='hazard_by_state'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(fields=['level', 'id'], include=('region', 'state', 'source', 'sector', 'category', 'department', 'reported_at', 'due_at'), name='hazard_by_level'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(fields=['source', 'id'], include=('region', 'state', 'level', 'sector', 'category', 'department', 'reported_at', 'due_at'), name='hazard_by_source'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(fields=['sector', 'id'], include=('region', 'state', 'level', 'source', 'category', 'department', 'reported_at', 'due_at'), name='hazard_by_sector'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(fields=['category', 'id'], include=('region', 'state', 'level', 'source', 'sector', 'department', 'reported_at', 'due_at'), name='hazard_by_category'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('state__in', ['reported', 'verified', 'rectifying', 'disputed', 'submitted', 'reviewed', 'accepted'])), fields=['id'], include=('region', 'state', 'level', 'source', 'sector', 'category', 'department', 'reported_at', 'due_at'), name='hazard_open'),
        ),
        migrations.AddIndex(
            model_name='hazard',
            index=models.Index(condition=models.Q(('state__in', ['submitted', 'reviewed'])), fields=['id'], include=('region', 'rectified_by_id'), name='hazard_to_review'),
        ),
    ]
