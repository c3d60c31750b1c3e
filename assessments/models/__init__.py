from assessments.models.action import Action, ActionGap, ActionNote
from assessments.models.assessment import Assessment
from assessments.models.assignment import Assignee, Assignment
from assessments.models.audit import AuditEvent
from assessments.models.country import Country
from assessments.models.decision import Decision
from assessments.models.evidence import Evidence, EvidenceFile
from assessments.models.framework import Capability, Commitment, Domain, Enabler, Framework, Harm, Sign
from assessments.models.invitation import Invitation
from assessments.models.membership import Membership
from assessments.models.notice import Notice
from assessments.models.priority import Priority
from assessments.models.response import EnablerAnswer, Response, SignAnswer
from assessments.models.review import RegionalFigures, ReviewMark
from assessments.models.second_view import ReaderTask, SecondView
from assessments.models.signature import Signature
from assessments.models.snapshot import IssuedReport, Snapshot
from assessments.models.thread import Comment, TalkedAbout, Thread, ThreadSeen
from assessments.models.threat import CommitmentAnswer, ThreatAnswer
from assessments.models.user import User
from assessments.models.workshop import WorkshopVote

__all__ = [
    "Action",
    "ActionGap",
    "ActionNote",
    "Assessment",
    "Assignee",
    "Assignment",
    "AuditEvent",
    "Capability",
    "Comment",
    "Commitment",
    "CommitmentAnswer",
    "Country",
    "Decision",
    "Domain",
    "Enabler",
    "EnablerAnswer",
    "Evidence",
    "EvidenceFile",
    "Framework",
    "Harm",
    "Invitation",
    "IssuedReport",
    "Membership",
    "Notice",
    "Priority",
    "ReaderTask",
    "RegionalFigures",
    "Response",
    "ReviewMark",
    "SecondView",
    "Sign",
    "SignAnswer",
    "Signature",
    "Snapshot",
    "TalkedAbout",
    "Thread",
    "ThreadSeen",
    "ThreatAnswer",
    "User",
    "WorkshopVote",
]
