from assessments.models.assessment import Assessment
from assessments.models.audit import AuditEvent
from assessments.models.country import Country
from assessments.models.decision import Decision
from assessments.models.evidence import Evidence
from assessments.models.framework import Capability, Domain, Enabler, Framework, Sign
from assessments.models.membership import Membership
from assessments.models.priority import Priority
from assessments.models.response import EnablerAnswer, Response, SignAnswer
from assessments.models.snapshot import IssuedReport, Snapshot
from assessments.models.user import User

__all__ = [
    "Assessment",
    "AuditEvent",
    "Capability",
    "Country",
    "Decision",
    "Domain",
    "Enabler",
    "EnablerAnswer",
    "Evidence",
    "Framework",
    "IssuedReport",
    "Membership",
    "Priority",
    "Response",
    "Sign",
    "SignAnswer",
    "Snapshot",
    "User",
]
