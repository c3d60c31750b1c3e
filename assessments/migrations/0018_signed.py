from django.db import migrations, models
import django.db.models.deletion

#: "withdrawn" is new.
NOTICES = [
    'assigned', 'reminder', 'comment', 'question', 'answer', 'for_approval', 'sent_back', 'withdrawn', 'submitted',
    'returned', 'accepted', 'reopened', 'view_asked', 'view_given', 'due_soon', 'overdue',
]
#: In which state the snapshot was frozen that a report of a round in this state printed.
FROZEN_AS = {"submitted": "submitted", "in_review": "submitted", "accepted": "accepted"}


def tie_reports_to_what_was_frozen(apps, schema_editor):
    """A report that was made before belongs to the newest snapshot of its language that there was then. Its code is
    written down on the snapshot where it was made in the state in which that was frozen."""
    Snapshot = apps.get_model("assessments", "Snapshot")
    for report in apps.get_model("assessments", "IssuedReport").objects.order_by("pk"):
        state = FROZEN_AS.get(report.state)
        if state is None:
            continue
        before = Snapshot.objects.filter(
            assessment=report.assessment_id, state=state, language=report.language, created_at__lte=report.issued_at
        )
        snapshot = before.order_by("-pk").first()
        if snapshot is None:
            continue
        report.snapshot = snapshot
        report.save(update_fields=["snapshot"])
        if report.state == state and not snapshot.code:
            snapshot.code = report.code
            snapshot.save(update_fields=["code"])


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0017_numbers'),
    ]

    operations = [
        migrations.AddField(
            model_name='snapshot',
            name='code',
            field=models.CharField(blank=True, default='', max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='issuedreport',
            name='snapshot',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='assessments.snapshot'),
        ),
        migrations.AddField(
            model_name='issuedreport',
            name='files',
            field=models.JSONField(default=dict),
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_kind_known',
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[(kind, kind) for kind in NOTICES], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', NOTICES)), name='notice_kind_known'),
        ),
        migrations.RunPython(tie_reports_to_what_was_frozen, migrations.RunPython.noop),
    ]
