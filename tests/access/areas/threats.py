"""The threat picture, the importance that follows, the commitments, and the lens by theme."""

from typing import Any

from assessments.actions.following_rows import commitment_rows, threat_rows
from tests.access.world import World

TABLE = """
route                method state     nobody norole coordi contri approv viewer review admini other
threat_list          GET    draft     302    404    200    200    200    200    404    404    404
threat_list          GET    submitted 302    404    200    200    200    200    200    200    404
threat_list          POST   draft     302    404    302    403    403    403    404    404    404
threat_list          POST   submitted 302    404    409    403    403    403    403    403    404
threat_importance    GET    draft     302    405    405    405    405    405    405    405    405
threat_importance    POST   draft     302    404    302    403    403    403    404    404    404
threat_importance    POST   submitted 302    404    409    403    403    403    403    403    404
commitment_list      GET    draft     302    404    200    200    200    200    404    404    404
commitment_list      GET    submitted 302    404    200    200    200    200    200    200    404
commitment_list      POST   draft     302    404    302    403    403    403    404    404    404
commitment_list      POST   submitted 302    404    409    403    403    403    403    403    404
theme_list           GET    draft     302    404    200    200    200    200    404    404    404
theme_list           GET    submitted 302    404    200    200    200    200    200    200    404
theme_list           POST   draft     302    405    405    405    405    405    405    405    405
"""


def forms(world: World, state: str) -> dict[str, dict[str, Any]]:
    assessment = world.round_in(state)
    threat = threat_rows(assessment)["grooming"]
    commitment = commitment_rows(assessment)["body"]
    return {
        "threat_list": {"harm-grooming-revision": threat.revision, "harm-grooming-source": "A new study"},
        "threat_importance": {},
        "commitment_list": {"commitment-body-revision": commitment.revision, "commitment-body-note": "New note"},
    }
