from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0018_signed"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="reset_unsent_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
