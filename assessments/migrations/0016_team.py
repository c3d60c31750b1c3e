from importlib import import_module

from django.db import migrations, models

# SQLite adds such a column by making the table anew, and with the old one go its triggers.
keeping = import_module("assessments.migrations.0006_evidence")


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0015_telling'),
    ]

    operations = [
        migrations.RunPython(keeping.run(keeping.UNDO), keeping.run(keeping.TRIGGERS)),
        migrations.AddField(
            model_name='auditevent',
            name='actor_organisation',
            field=models.CharField(blank=True, default='', max_length=200, help_text='of the person, at that time'),
        ),
        migrations.RunPython(keeping.run(keeping.TRIGGERS), keeping.run(keeping.UNDO)),
        migrations.AddField(
            model_name='evidence',
            name='organisation',
            field=models.CharField(blank=True, default='', max_length=200, help_text='of whoever added it, at that time'),
        ),
        migrations.AddField(
            model_name='actionnote',
            name='organisation',
            field=models.CharField(blank=True, default='', max_length=200, help_text='of the author, at that time'),
        ),
    ]
