"""Assignments, my work, notices, and who is on a page. The contributor of the world has capability 1 alone."""

from typing import Any

from assessments.actions.notices import tell
from assessments.models import Notice
from assessments.notices import Kind
from tests.access.world import World

# A contributor's posts to another capability: tests/views/test_assigned.py.
TABLE = """
route                method state     nobody norole coordi contri approv viewer review admini other
assignment_list      GET    draft     302    404    200    200    200    200    404    404    404
assignment_list      GET    submitted 302    404    200    200    200    200    403    403    404
assignment_list      POST   draft     302    404    302    403    403    403    404    404    404
assignment_list      POST   submitted 302    404    409    403    403    403    403    403    404
assignment_edit      GET    draft     302    404    200    403    403    403    404    404    404
assignment_edit      GET    submitted 302    404    409    403    403    403    403    403    404
assignment_edit      POST   draft     302    404    302    403    403    403    404    404    404
assignment_edit      POST   submitted 302    404    409    403    403    403    403    403    404
assignment_take_over GET    draft     302    405    405    405    405    405    405    405    405
assignment_take_over POST   draft     302    404    302    403    403    403    404    404    404
assignment_take_over POST   submitted 302    404    409    403    403    403    403    403    404
assignment_remind    GET    draft     302    405    405    405    405    405    405    405    405
assignment_remind    POST   draft     302    404    302    403    403    403    404    404    404
assignment_remind    POST   submitted 302    404    409    403    403    403    403    403    404
capability_here      GET    draft     302    405    405    405    405    405    405    405    405
capability_here      POST   draft     302    404    200    200    403    403    404    404    404
capability_here      POST   submitted 302    404    409    409    403    403    403    403    404
my_work              GET    -         302    200    200    200    200    200    200    200    200
my_work              POST   -         302    405    405    405    405    405    405    405    405
notice_list          GET    -         302    200    200    200    200    200    200    200    200
notice_list          POST   -         302    405    405    405    405    405    405    405    405
notice_open          GET    -         302    404    302    404    404    404    404    404    404
notice_open          POST   -         302    405    405    405    405    405    405    405    405
notices_read         GET    -         302    405    405    405    405    405    405    405    405
notices_read         POST   -         302    302    302    302    302    302    302    302    302
mail_settings        GET    -         302    405    405    405    405    405    405    405    405
mail_settings        POST   -         302    302    302    302    302    302    302    302    302
"""


def values(world: World, state: str) -> dict[str, Any]:
    draft = world.rounds["draft"]
    if not Notice.objects.filter(user=world.coordinator).exists():
        tell(kind=Kind.ACCEPTED, to=[world.coordinator], by=None, country=draft.country, assessment=draft)
    return {"notice_id": Notice.objects.filter(user=world.coordinator).order_by("pk")[0].pk}


def forms(world: World, state: str) -> dict[str, dict[str, Any]]:
    return {
        "assignment_list": {"codes": ["2"], "revision-2": "0", "organisation": "National Police"},
        "assignment_edit": {"revision": "0", "organisation": "Ministry of Justice"},
        "notices_read": {"newest": "1"},
        "mail_settings": {"mail-mail": "daily", "mail-kinds": ["reminder"]},
    }
