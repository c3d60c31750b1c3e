"""Countries, rounds, answers, priorities and reports."""

from typing import Any

from assessments.models import EnablerAnswer, Evidence, Response
from tests.access.world import World

TABLE = """
route                method state     nobody norole coordi contri approv viewer review admini other
home                 GET    -         302    302    302    302    302    302    302    302    302
home                 POST   -         302    405    405    405    405    405    405    405    405
help                 GET    -         200    200    200    200    200    200    200    200    200
help                 POST   -         405    405    405    405    405    405    405    405    405
glossary             GET    -         200    200    200    200    200    200    200    200    200
glossary             POST   -         405    405    405    405    405    405    405    405    405
language_set         GET    -         405    405    405    405    405    405    405    405    405
language_set         POST   -         302    302    302    302    302    302    302    302    302
profile_edit         GET    -         302    200    200    200    200    200    200    200    200
profile_edit         POST   -         302    302    302    302    302    302    302    302    302
country_list         GET    -         302    200    200    200    200    200    200    200    200
country_list         POST   -         302    405    405    405    405    405    405    405    405
country_show         GET    -         302    404    200    200    200    200    200    200    404
country_show         POST   -         302    405    405    405    405    405    405    405    405
round_open           GET    -         302    404    200    403    403    403    403    403    404
round_open           POST   -         302    404    409    403    403    403    403    403    404
report_check         GET    -         302    404    200    200    200    200    200    200    404
report_check         POST   -         302    404    200    200    200    200    200    200    404
workspace            GET    draft     302    404    200    200    200    200    404    404    404
workspace            GET    submitted 302    404    200    200    200    200    200    200    404
workspace            POST   draft     302    405    405    405    405    405    405    405    405
capability_list      GET    draft     302    404    200    200    200    200    404    404    404
capability_list      GET    submitted 302    404    200    200    200    200    200    200    404
capability_list      POST   draft     302    405    405    405    405    405    405    405    405
capability_edit      GET    draft     302    404    200    200    200    200    404    404    404
capability_edit      GET    submitted 302    404    200    200    200    200    200    200    404
capability_edit      POST   draft     302    404    302    302    403    403    404    404    404
capability_edit      POST   submitted 302    404    409    409    403    403    403    403    404
capability_autosave  GET    draft     302    405    405    405    405    405    405    405    405
capability_autosave  POST   draft     302    404    200    200    403    403    404    404    404
capability_autosave  POST   submitted 302    404    409    409    403    403    403    403    404
evidence_add         GET    draft     302    405    405    405    405    405    405    405    405
evidence_add         POST   draft     302    404    302    302    403    403    404    404    404
evidence_add         POST   submitted 302    404    409    409    403    403    403    403    404
evidence_remove      GET    draft     302    405    405    405    405    405    405    405    405
evidence_remove      POST   draft     302    404    302    302    403    403    404    404    404
evidence_remove      POST   submitted 302    404    409    409    403    403    403    403    404
evidence_restore     GET    draft     302    405    405    405    405    405    405    405    405
evidence_restore     POST   draft     302    404    302    302    403    403    404    404    404
evidence_restore     POST   submitted 302    404    409    409    403    403    403    403    404
enabler_list         GET    draft     302    404    200    200    200    200    404    404    404
enabler_list         GET    submitted 302    404    200    200    200    200    200    200    404
enabler_list         POST   draft     302    404    302    403    403    403    404    404    404
enabler_list         POST   submitted 302    404    409    403    403    403    403    403    404
gap_list             GET    draft     302    404    200    200    200    200    404    404    404
gap_list             GET    submitted 302    404    200    200    200    200    200    200    404
gap_list             POST   draft     302    405    405    405    405    405    405    405    405
priorities_save      GET    draft     302    405    405    405    405    405    405    405    405
priorities_save      POST   draft     302    404    302    403    403    403    404    404    404
priorities_save      POST   submitted 302    404    409    403    403    403    403    403    404
priority_move        GET    draft     302    405    405    405    405    405    405    405    405
priority_move        POST   draft     302    404    302    403    403    403    404    404    404
priority_move        POST   submitted 302    404    409    403    403    403    403    403    404
report_show          GET    draft     302    404    200    200    200    200    404    404    404
report_show          GET    submitted 302    404    200    200    200    200    200    200    404
report_show          POST   draft     302    405    405    405    405    405    405    405    405
report_prepare       GET    draft     302    405    405    405    405    405    405    405    405
report_prepare       POST   draft     302    404    302    302    302    302    404    404    404
report_prepare       POST   submitted 302    404    302    302    302    302    302    302    404
report_status        GET    draft     302    404    200    200    200    200    404    404    404
report_status        GET    submitted 302    404    200    200    200    200    200    200    404
report_status        POST   draft     302    405    405    405    405    405    405    405    405
report_download      GET    draft     302    404    302    302    302    302    404    404    404
report_download      GET    submitted 302    404    302    302    302    302    302    302    404
report_download      POST   draft     302    405    405    405    405    405    405    405    405
sent_show            GET    draft     302    404    404    404    404    404    404    404    404
sent_show            GET    submitted 302    404    200    200    200    200    200    200    404
sent_show            POST   submitted 302    405    405    405    405    405    405    405    405
sent_prepare         GET    draft     302    405    405    405    405    405    405    405    405
sent_prepare         POST   draft     302    404    404    404    404    404    404    404    404
sent_prepare         POST   submitted 302    404    302    302    302    302    302    302    404
sent_status          GET    draft     302    404    404    404    404    404    404    404    404
sent_status          GET    submitted 302    404    200    200    200    200    200    200    404
sent_status          POST   draft     302    405    405    405    405    405    405    405    405
sent_download        GET    draft     302    404    404    404    404    404    404    404    404
sent_download        GET    submitted 302    404    302    302    302    302    302    302    404
sent_download        POST   draft     302    405    405    405    405    405    405    405    405
"""


def values(world: World, state: str) -> dict[str, Any]:
    assessment = world.round_in(state)
    evidence = Evidence.objects.filter(response__assessment=assessment).order_by("pk")[0]
    return {
        "assessment_id": assessment.pk,
        "code": "1",
        "evidence_id": evidence.pk,
        "iso3": "XSA",
        "language": "en",
        "kind": "full",
        "number": 1,
    }


def forms(world: World, state: str) -> dict[str, dict[str, Any]]:
    assessment = world.round_in(state)
    revision = Response.objects.get(assessment=assessment, capability__code="1").revision
    enabler = EnablerAnswer.objects.filter(assessment=assessment).select_related("enabler")[0]
    return {
        "language_set": {"language": "es", "next": "/help/"},
        "profile_edit": {"name": "Ana", "organisation": "", "language": "en"},
        "capability_edit": {"revision": revision, "justification": "New text"},
        "capability_autosave": {"revision": revision, "field": "justification", "justification": "New"},
        "evidence_add": {"title": "Act of 2023"},
        "enabler_list": {
            f"{enabler.enabler.code}-revision": enabler.revision,
            f"{enabler.enabler.code}-note": "New note",
        },
        "priorities_save": {},
        "priority_move": {"step": "back"},
        "report_check": {"code": "XSA-0"},
    }
