"""Files of evidence, and the history of a country."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assessments.models import AuditEvent, Evidence, EvidenceFile
from tests import factories as make
from tests.access.world import World

TABLE = """
route                method state     nobody norole coordi contri approv viewer review admini other
evidence_list        GET    draft     302    404    200    200    200    200    404    404    404
evidence_list        GET    submitted 302    404    200    200    200    200    403    403    404
evidence_list        POST   draft     302    405    405    405    405    405    405    405    405
evidence_seen        GET    draft     302    405    405    405    405    405    405    405    405
evidence_seen        POST   draft     302    404    302    302    403    403    404    404    404
evidence_seen        POST   submitted 302    404    409    409    403    403    403    403    404
evidence_replace     GET    draft     302    405    405    405    405    405    405    405    405
evidence_replace     POST   draft     302    404    302    302    403    403    404    404    404
evidence_replace     POST   submitted 302    404    409    409    403    403    403    403    404
evidence_use         GET    draft     302    405    405    405    405    405    405    405    405
evidence_use         POST   draft     302    404    302    302    403    403    404    404    404
evidence_use         POST   submitted 302    404    409    409    403    403    403    403    404
evidence_download    GET    draft     302    404    200    200    200    200    404    404    404
evidence_download    GET    submitted 302    404    200    200    200    200    200    200    404
evidence_download    POST   draft     302    405    405    405    405    405    405    405    405
history_list         GET    -         302    404    200    200    200    200    200    200    404
history_list         POST   -         302    405    405    405    405    405    405    405    405
history_csv          GET    -         302    404    200    200    200    200    200    200    404
history_csv          POST   -         302    405    405    405    405    405    405    405    405
history_show         GET    draft     302    404    200    200    200    200    404    404    404
history_show         GET    submitted 302    404    200    200    200    200    200    200    404
history_show         POST   -         302    405    405    405    405    405    405    405    405
"""


class AgainAndAgain:
    """A file that many people upload one after the other."""

    name = "law.txt"

    def read(self) -> bytes:
        return b"The law of 2026, in 22 articles and an annex."


def values(world: World, state: str) -> dict[str, Any]:
    assessment = world.round_in(state)
    evidence = Evidence.objects.filter(response__assessment=assessment).order_by("pk")[0]
    # Of a sent round, that it was sent; of a draft, that it was opened, which is the country's own.
    action = "round.submit" if state == "submitted" else "round.opened"
    event = AuditEvent.objects.filter(assessment_id=assessment.pk, action=action)[0]
    return {"file_id": _file_of(world, evidence).pk, "event_id": event.pk}


def forms(world: World, state: str) -> dict[str, dict[str, Any]]:
    evidence = Evidence.objects.filter(response__assessment=world.round_in(state)).order_by("pk")[0]
    return {
        "evidence_seen": {"on": "2026-01-31"},
        "evidence_replace": {"file": AgainAndAgain(), "based_on": evidence.file_id or ""},
        "evidence_use": {"based_on": evidence.file_id or ""},
    }


def _file_of(world: World, evidence: Evidence) -> EvidenceFile:
    """The file that was there before the round was sent; made here, once."""
    if evidence.file is None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "law.txt"
            path.write_text("The law of 2024, in 22 articles and an annex.")
            evidence.file = make.version_of(evidence, path, world.coordinator)
        evidence.save(update_fields=["file"])
    return evidence.file
