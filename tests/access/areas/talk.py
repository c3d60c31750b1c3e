"""Clearance: approval and signature. Comments: inside a country, with the secretariat, and the secretariat's notes."""

from typing import Any

from assessments.actions.talk import open_thread
from assessments.models import Thread
from assessments.talk import Kind
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
round_take_back      GET    draft     302    405    405    405    405    405    405    405    405
round_take_back      POST   draft     302    404    409    403    403    403    404    404    404
round_take_back      POST   for_approval 302    404    302    403    403    403    404    404    404
round_take_back      POST   submitted 302    404    409    403    403    403    403    403    404
comment_list         GET    draft     302    404    200    200    200    200    404    404    404
comment_list         GET    submitted 302    404    200    200    200    200    200    200    404
comment_list         GET    returned  302    404    200    200    200    200    200    200    404
comment_list         POST   draft     302    405    405    405    405    405    405    405    405
thread_list          GET    draft     302    404    200    200    200    200    404    404    404
thread_list          GET    submitted 302    404    200    200    200    200    200    200    404
thread_list          GET    returned  302    404    200    200    200    200    200    200    404
thread_list          POST   draft     302    404    302    302    302    403    404    404    404
thread_list          POST   submitted 302    404    302    302    302    403    409    409    404
thread_list          POST   in_review 302    404    302    302    302    403    302    302    404
thread_list          POST   returned  302    404    302    302    302    403    409    409    404
thread_list          POST   accepted  302    404    302    302    302    403    409    409    404
thread_show          GET    draft     302    404    200    200    200    200    404    404    404
thread_show          GET    submitted 302    404    200    200    200    200    200    200    404
thread_show          GET    returned  302    404    200    200    200    200    200    200    404
thread_show          POST   draft     302    404    302    302    302    403    404    404    404
thread_show          POST   submitted 302    404    302    302    302    403    302    302    404
thread_show          POST   returned  302    404    302    302    302    403    302    302    404
thread_show          POST   accepted  302    404    302    302    302    403    302    302    404
thread_resolve       GET    draft     302    405    405    405    405    405    405    405    405
thread_resolve       POST   draft     302    404    302    409    409    403    404    404    404
thread_resolve       POST   in_review 302    404    302    302    302    403    409    409    404
thread_reopen        GET    draft     302    405    405    405    405    405    405    405    405
thread_reopen        POST   draft     302    404    409    409    409    403    404    404    404
thread_reopen        POST   in_review 302    404    409    409    409    403    409    409    404
comment_remove       GET    draft     302    405    405    405    405    405    405    405    405
comment_remove       POST   draft     302    404    302    409    409    403    404    404    404
comment_remove       POST   in_review 302    404    302    409    409    403    409    409    404
"""


def values(world: World, state: str) -> dict[str, Any]:
    thread = _thread(world, state)
    return {"thread_id": thread.pk, "comment_id": thread.comments.order_by("pk")[0].pk}


def forms(world: World, state: str) -> dict[str, dict[str, Any]]:
    kind = _kind(world, state)
    words = {"kind": kind.value, f"{kind}-text": "Which regions are meant?"}
    return {
        "round_send": make.signature(world.round_in(state)),
        "round_take_back": {"why": "The figures of 14 are of last year."},
        "round_give_back": {"reason": "The figures of 14 are of last year."},
        "thread_list": words,
        "thread_show": words,
    }


def _kind(world: World, state: str) -> Kind:
    """Before the round was sent the country talks among itself; then it asks the secretariat."""
    return Kind.QUESTION if world.round_in(state).was_sent else Kind.INSIDE


def _thread(world: World, state: str) -> Thread:
    """One of the coordinator about capability 1, made once a world, round and kind."""
    assessment, kind = world.round_in(state), _kind(world, state)
    found = Thread.objects.filter(assessment=assessment, kind=kind).first()
    return found or open_thread(
        assessment=assessment, capability=make.node(assessment), kind=kind, text="Look here.", by=world.coordinator
    )
