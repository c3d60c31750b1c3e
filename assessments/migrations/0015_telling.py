from django.db import migrations, models

import assessments.notices


class Migration(migrations.Migration):
    dependencies = [("assessments", "0014_invites")]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="delivery",
            field=models.CharField(
                choices=[
                    ("waiting", "waiting"),
                    ("sending", "sending"),
                    ("sent", "sent"),
                    ("unwanted", "unwanted"),
                    ("too_late", "too_late"),
                    ("unsure", "unsure"),
                ],
                default=assessments.notices.Delivery["WAITING"],
                max_length=10,
            ),
        ),
    ]
