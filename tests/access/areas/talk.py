"""Clearance: approval and signature."""

from typing import Any

from tests import factories as make
from tests.access.world import World

# Sampland has an approver: the coordinator sends for approval and does not sign.
TABLE = """
route                method state     nobody norole coordi contri approv viewer review admini other
round_send           GET    draft     302    404    200    403    200    403    404    404    404
round_send           GET    for_approval 302    404    200    403    200    403    404    404    404
round_send           GET    submitted 302    404    409    403    409    403    403    403    404
round_send           POST   draft     302    404    409    403    409    403    404    404    404
round_send           POST   for_approval 302    404    409    403    302    403    404    404    404
round_send           POST   submitted 302    404    409    403    409    403    403    403    404
round_for_approval   GET    draft     302    405    405    405    405    405    405    405    405
round_for_approval   POST   draft     302    404    302    403    403    403    404    404    404
round_for_approval   POST   for_approval 302    404    409    403    403    403    404    404    404
round_for_approval   POST   submitted 302    404    409    403    403    403    403    403    404
round_give_back      GET    draft     302    405    405    405    405    405    405    405    405
round_give_back      POST   draft     302    404    403    403    409    403    404    404    404
round_give_back      POST   for_approval 302    404    403    403    302    403    404    404    404
round_give_back      POST   submitted 302    404    403    403    409    403    403    403    404
"""


def forms(world: World, state: str) -> dict[str, dict[str, Any]]:
    return {
        "round_send": make.signature(world.round_in(state)),
        "round_give_back": {"reason": "The figures of 14 are of last year."},
    }
