

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0003_actual_controller'),
        ('organisations', '0001_initial'),
        ('regions', '0001_initial'),
        ('risk', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='riskunit',
            name='risk_unit_by_level',
        ),
        migrations.RemoveIndex(
            model_name='riskunit',
            name='risk_unit_raised',
        ),
        migrations.AddIndex(
            model_name='riskunit',
            index=models.Index(fields=['current_level', '-id'], include=('region', 'enterprise', 'is_retired', 'residual_level', 'control_level'), name='risk_unit_by_level'),
        ),
        migrations.AddIndex(
            model_name='riskunit',
            index=models.Index(condition=models.Q(('current_level__lt', models.F('residual_level')), ('is_retired', False)), fields=['current_level', '-id'], include=('region', 'residual_level', 'control_level'), name='risk_unit_raised'),
        ),
        migrations.AddIndex(
            model_name='riskunit',
            index=models.Index(condition=models.Q(('is_retired', True)), fields=['current_level', '-id'], include=('region', 'residual_level', 'control_level'), name='risk_unit_retired'),
        ),
    ]
