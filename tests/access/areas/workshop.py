"""Workshop mode, print packs, the questionnaire, and help."""

from typing import Any

from assessments.models import Response
from tests.access.world import World

TABLE = """
route                method state     nobody norole coordi contri approv viewer review admini other
workshop_edit        GET    draft     302    404    200    200    403    403    404    404    404
workshop_edit        GET    submitted 302    404    409    409    403    403    403    403    404
workshop_edit        POST   draft     302    404    302    302    403    403    404    404    404
workshop_edit        POST   submitted 302    404    409    409    403    403    403    403    404
print_show           GET    draft     302    404    200    200    200    200    404    404    404
print_show           GET    submitted 302    404    200    200    200    200    200    200    404
print_show           POST   draft     302    404    302    302    302    302    404    404    404
print_show           POST   submitted 302    404    302    302    302    302    302    302    404
print_status         GET    draft     302    404    200    200    200    200    404    404    404
print_status         GET    submitted 302    404    200    200    200    200    200    200    404
print_status         POST   draft     302    405    405    405    405    405    405    405    405
print_download       GET    draft     302    404    302    302    302    302    404    404    404
print_download       GET    submitted 302    404    302    302    302    302    302    302    404
print_download       POST   draft     302    405    405    405    405    405    405    405    405
questionnaire        GET    -         302    200    200    200    200    200    200    200    200
questionnaire        POST   -         302    405    405    405    405    405    405    405    405
paper_list           GET    -         302    200    200    200    200    200    200    200    200
paper_list           POST   -         302    405    405    405    405    405    405    405    405
paper_prepare        GET    -         302    405    405    405    405    405    405    405    405
paper_prepare        POST   -         302    302    302    302    302    302    302    302    302
paper_status         GET    -         302    200    200    200    200    200    200    200    200
paper_status         POST   -         302    405    405    405    405    405    405    405    405
paper_download       GET    -         302    302    302    302    302    302    302    302    302
paper_download       POST   -         302    405    405    405    405    405    405    405    405
example_list         GET    -         200    200    200    200    200    200    200    200    200
example_list         POST   -         405    405    405    405    405    405    405    405    405
first_visit_set      GET    -         302    405    405    405    405    405    405    405    405
first_visit_set      POST   -         302    302    302    302    302    302    302    302    302
accessibility        GET    -         200    200    200    200    200    200    200    200    200
accessibility        POST   -         405    405    405    405    405    405    405    405    405
"""


def values(world: World, state: str) -> dict[str, Any]:
    return {"scope": "c-1", "fill": "filled", "paper": "guide"}


def forms(world: World, state: str) -> dict[str, dict[str, Any]]:
    revision = Response.objects.get(assessment=world.round_in(state), capability__code="1").revision
    return {
        "workshop_edit": {"revision": revision, "votes-revision": 0, "phase": "2", "votes_2": "7"},
        "first_visit_set": {"show": "0", "next": "/help/"},
        "print_show": {"scope": "c-1", "fill": "filled", "language": "en"},
    }
