"""What migration 0014 makes of reports that were made before snapshots had codes."""

from importlib import import_module

import pytest
from django.apps import apps

from assessments import results
from assessments.actions.reports import issue_report
from assessments.actions.rounds import move_round
from assessments.exports import pdf
from assessments.models import IssuedReport, Snapshot
from assessments.roles import Role
from assessments.workflow import Move
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_reports_are_tied_to_what_they_printed() -> None:
    ana, reviewer = make.coordinator(), make.user(Role.REVIEWER)
    draft = make.answered_round(ana)
    issue_report(assessment=draft, result=results.of(draft, "en"), by=ana)
    sent = make.fresh(move_round(assessment=draft, move=Move.SUBMIT, by=ana))
    code = issue_report(assessment=sent, result=results.of(sent, "en"), by=ana)
    taken = make.fresh(move_round(assessment=sent, move=Move.TAKE, by=reviewer))
    # As it was made until now: the state of the day, written over the frozen one, gave another code.
    IssuedReport.objects.create(
        assessment=taken, code="XSA-2026-EN-OLD", language="en", state="in_review", content_hash="0", issued_by=ana
    )
    IssuedReport.objects.update(snapshot=None)
    Snapshot.objects.update(code="")
    migration = import_module("assessments.migrations.0018_signed")
    migration.tie_reports_to_what_was_frozen(apps, None)
    snapshot = Snapshot.objects.get(language="en")
    tied = dict(IssuedReport.objects.values_list("state", "snapshot"))
    assert tied == {"draft": None, "submitted": snapshot.pk, "in_review": snapshot.pk}
    assert snapshot.code == code == pdf.verification_code(results.submitted(snapshot.pk))
    assert set(Snapshot.objects.exclude(pk=snapshot.pk).values_list("code", flat=True)) == {""}
