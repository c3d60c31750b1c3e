"""The secretariat's review, the board and regional figures; consent of a country to be counted."""

from typing import Any

from assessments.models import ReviewMark
from tests.access.world import World

TABLE = """
route                method state     nobody norole coordi contri approv viewer review admini other
review_board         GET    -         302    404    404    404    404    404    200    200    404
review_board         POST   -         302    405    405    405    405    405    405    405    405
region_list          GET    -         302    404    404    404    404    404    200    200    404
region_list          POST   -         302    405    405    405    405    405    405    405    405
region_csv           GET    -         302    404    404    404    404    404    200    200    404
region_csv           POST   -         302    405    405    405    405    405    405    405    405
country_counted      GET    -         302    405    405    405    405    405    405    405    405
country_counted      POST   -         302    404    302    403    403    403    403    403    404
review_show          GET    draft     302    404    403    403    403    403    404    404    404
review_show          GET    submitted 302    404    403    403    403    403    200    200    404
review_show          GET    in_review 302    404    403    403    403    403    200    200    404
review_show          POST   draft     302    404    403    403    403    403    404    404    404
review_show          POST   submitted 302    404    403    403    403    403    409    409    404
review_show          POST   in_review 302    404    403    403    403    403    302    409    404
review_changes       GET    draft     302    404    403    403    403    403    404    404    404
review_changes       GET    submitted 302    404    403    403    403    403    200    200    404
review_changes       POST   draft     302    405    405    405    405    405    405    405    405
review_take          GET    draft     302    405    405    405    405    405    405    405    405
review_take          POST   draft     302    404    403    403    403    403    404    404    404
review_take          POST   submitted 302    404    403    403    403    403    302    302    404
review_mark          GET    draft     302    405    405    405    405    405    405    405    405
review_mark          POST   draft     302    404    403    403    403    403    404    404    404
review_mark          POST   submitted 302    404    403    403    403    403    409    409    404
review_mark          POST   in_review 302    404    403    403    403    403    302    302    404
round_reopen         GET    draft     302    404    403    403    403    403    404    404    404
round_reopen         GET    submitted 302    404    403    403    403    403    403    200    404
round_reopen         GET    in_review 302    404    403    403    403    403    403    409    404
round_reopen         POST   draft     302    404    403    403    403    403    404    404    404
round_reopen         POST   submitted 302    404    403    403    403    403    403    422    404
"""
# A round that is sent is reopened only while no other is open; the world has one: the page says so (422).


def forms(world: World, state: str) -> dict[str, dict[str, Any]]:
    mark = ReviewMark.objects.filter(assessment=world.round_in(state), capability__code="1").first()
    return {
        "country_counted": {"counted": "1"},
        "review_show": {"move": "accept", "reason": ""},
        "review_mark": {"revision": mark.revision if mark else 0, "done": "1"},
        "round_reopen": {"reason": "The statistics were of another year."},
    }
