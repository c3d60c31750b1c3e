"""The gap register, the check before sending, and the brief."""

from typing import Any

from tests.access.world import World

TABLE = """
route                method state     nobody norole coordi contri approv viewer review admini other
register_show        GET    draft     302    404    200    200    200    200    404    404    404
register_show        GET    submitted 302    404    200    200    200    200    200    200    404
register_show        POST   draft     302    405    405    405    405    405    405    405    405
register_changes     GET    draft     302    404    200    200    200    200    404    404    404
register_changes     GET    submitted 302    404    200    200    200    200    200    200    404
register_changes     POST   draft     302    405    405    405    405    405    405    405    405
check_show           GET    draft     302    404    200    200    200    200    404    404    404
check_show           GET    submitted 302    404    200    200    200    200    200    200    404
check_show           POST   draft     302    405    405    405    405    405    405    405    405
brief_edit           GET    draft     302    404    200    200    200    200    404    404    404
brief_edit           GET    submitted 302    404    200    200    200    200    200    200    404
brief_edit           POST   draft     302    404    302    403    403    403    404    404    404
brief_edit           POST   submitted 302    404    409    403    403    403    403    403    404
brief_prepare        GET    draft     302    405    405    405    405    405    405    405    405
brief_prepare        POST   draft     302    404    302    302    302    302    404    404    404
brief_prepare        POST   submitted 302    404    302    302    302    302    302    302    404
brief_status         GET    draft     302    404    200    200    200    200    404    404    404
brief_status         GET    submitted 302    404    200    200    200    200    200    200    404
brief_status         POST   draft     302    405    405    405    405    405    405    405    405
brief_download       GET    draft     302    404    302    302    302    302    404    404    404
brief_download       GET    submitted 302    404    302    302    302    302    302    302    404
brief_download       POST   draft     302    405    405    405    405    405    405    405    405
"""


def forms(world: World, state: str) -> dict[str, dict[str, Any]]:
    return {"brief_edit": {"d1-revision": "0", "d1-text": "Decide this."}}
