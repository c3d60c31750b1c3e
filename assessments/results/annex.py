"""The read model of what was said about a round: who signed it, and the questions that the secretariat and the country
asked each other. What a country says among itself and the secretariat's notes are never part of it.

Frozen with the round. New fields need a default: snapshots written before them must still be read.
"""

import datetime as dt
from dataclasses import dataclass

from assessments.models import Assessment, Signature
from assessments.workflow import SHARED


@dataclass(frozen=True)
class SignatureResult:
    """Who signed the round for the country when it was sent. `without_approver`: its coordinator did."""

    name: str
    function: str
    organisation: str
    at: dt.datetime
    without_approver: bool = False


def signature_of(assessment: Assessment) -> SignatureResult | None:
    """The signature under which the round stands with the secretariat; none while the country is at work."""
    if assessment.state not in SHARED:
        return None
    row = Signature.objects.filter(assessment=assessment).order_by("-pk").first()
    if row is None:
        return None
    return SignatureResult(row.name, row.function, row.organisation, row.signed_at, row.without_approver)
