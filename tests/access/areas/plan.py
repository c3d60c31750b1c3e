"""The action plan: read with the round, changed by the coordinator, and by a contributor where an action names what is
assigned to them; also while the round is with others. The action of the table is the coordinator's."""

from typing import Any

from assessments import results
from assessments.actions.plan import create_action, remove_action
from assessments.models import Action, Assessment
from tests.access.world import World

TABLE = """
route                method state     nobody norole coordi contri approv viewer review admini other
plan_list            GET    draft     302    404    200    200    200    200    404    404    404
plan_list            GET    submitted 302    404    200    200    200    200    200    200    404
plan_list            POST   draft     302    405    405    405    405    405    405    405    405
plan_calendar        GET    draft     302    404    200    200    200    200    404    404    404
plan_calendar        GET    submitted 302    404    200    200    200    200    200    200    404
plan_calendar        POST   draft     302    405    405    405    405    405    405    405    405
what_if              GET    draft     302    404    200    200    200    200    404    404    404
what_if              GET    submitted 302    404    200    200    200    200    200    200    404
what_if              POST   draft     302    405    405    405    405    405    405    405    405
action_show          GET    draft     302    404    200    200    200    200    404    404    404
action_show          GET    submitted 302    404    404    404    404    404    404    404    404
action_show          POST   draft     302    405    405    405    405    405    405    405    405
action_new           GET    draft     302    404    200    200    403    403    404    404    404
action_new           POST   draft     302    404    302    302    403    403    404    404    404
action_new           POST   submitted 302    404    409    409    403    403    403    403    404
action_edit          GET    draft     302    404    200    200    403    403    404    404    404
action_edit          POST   draft     302    404    302    302    403    403    404    404    404
action_edit          POST   submitted 302    404    409    409    403    403    403    403    404
action_move          GET    draft     302    405    405    405    405    405    405    405    405
action_move          POST   draft     302    404    302    302    403    403    404    404    404
action_move          POST   submitted 302    404    409    409    403    403    403    403    404
action_note          GET    draft     302    405    405    405    405    405    405    405    405
action_note          POST   draft     302    404    302    302    403    403    404    404    404
action_note          POST   submitted 302    404    409    409    403    403    403    403    404
action_make          GET    draft     302    405    405    405    405    405    405    405    405
action_make          POST   draft     302    404    302    302    403    403    404    404    404
action_make          POST   submitted 302    404    409    409    403    403    403    403    404
action_remove        GET    draft     302    405    405    405    405    405    405    405    405
action_remove        POST   draft     302    404    302    403    403    403    404    404    404
action_remove        POST   submitted 302    404    409    409    403    403    403    403    404
action_restore       GET    draft     302    405    405    405    405    405    405    405    405
action_restore       POST   draft     302    404    302    403    403    403    404    404    404
action_restore       POST   submitted 302    404    409    409    403    403    403    403    404
priority_horizon     GET    draft     302    405    405    405    405    405    405    405    405
priority_horizon     POST   draft     302    404    302    403    403    403    404    404    404
priority_horizon     POST   submitted 302    404    409    403    403    403    403    403    404
"""


def values(world: World, state: str) -> dict[str, Any]:
    return {"action_id": _action(world).pk}


def forms(world: World, state: str) -> dict[str, dict[str, Any]]:
    return {
        "action_new": {
            "title": "New action",
            "capabilities": ["1"],
            "lead_open": "1",
            "lead_open_sent": "1",
            "funding": "unknown",
        },
        "action_edit": {"revision": _action(world).revision, "title": "Another title"},
        "action_move": {"move": "start"},
        "action_note": {"text": "Two courses were held."},
        "action_make": {"gap": "XSA:1:sign:2a"},
        "priority_horizon": {"horizon": "later"},
    }


def _action(world: World) -> Action:
    """One action of the plan, made once a world."""
    found = Action.objects.filter(country__iso3="XSA").first()
    if found is not None:
        return found
    draft: Assessment = world.rounds["draft"]
    by = world.coordinator
    given = {"title": "Sign a pathway", "lead": "Ministry", "funding": "none", "gaps": ["XSA:1:sign:3a"]}
    made: Action = create_action(country=draft.country, result=results.build(draft, "en"), values=given, by=by)
    other = create_action(country=draft.country, result=results.build(draft, "en"), values=given, by=by)
    remove_action(action=other, by=by)
    return made
