"""What was printed is kept, so that a paper can be checked years later."""

from django.db import transaction

from assessments import audit, results
from assessments.exports import pdf
from assessments.models import Assessment, IssuedReport, User
from assessments.results import AssessmentResult


@transaction.atomic
def issue_report(*, assessment: Assessment, result: AssessmentResult, by: User | None) -> str:
    """The code of this report. The first time it is recorded, with an event in the log; later it is only given."""
    code = pdf.verification_code(result)
    _report, created = IssuedReport.objects.get_or_create(
        code=code,
        defaults={
            "assessment": assessment,
            "language": result.language,
            "state": result.state,
            "content_hash": results.content_hash(result),
            "issued_by": by,
        },
    )
    if created:
        audit.record("report.issued", assessment, by=by, assessment=assessment, code=code)
    return code
