"""Second views: the reader's pages, the country's, the reviewer's. What a reader reaches: tests/access/test_reader.py."""

from typing import Any

from assessments.models import ReaderTask, SecondView
from tests import factories as make
from tests.access.world import World

TABLE = """
route                method state     nobody norole coordi contri approv viewer review admini other
view_list            GET    -         302    404    404    404    404    404    404    404    404
view_list            POST   -         302    405    405    405    405    405    405    405    405
view_edit            GET    draft     302    404    403    403    403    403    404    404    404
view_edit            POST   draft     302    404    403    403    403    403    404    404    404
view_file            GET    draft     302    404    403    403    403    403    404    404    404
view_file            POST   draft     302    405    405    405    405    405    405    405    405
second_view_list     GET    draft     302    404    200    200    200    200    404    404    404
second_view_list     GET    submitted 302    404    200    200    200    200    403    403    404
second_view_list     POST   draft     302    405    405    405    405    405    405    405    405
second_view_ask      GET    draft     302    404    200    403    403    403    404    404    404
second_view_ask      GET    submitted 302    404    409    403    403    403    403    403    404
second_view_ask      POST   draft     302    404    302    403    403    403    404    404    404
second_view_ask      POST   submitted 302    404    409    403    403    403    403    403    404
second_view_answer   GET    draft     302    405    405    405    405    405    405    405    405
second_view_answer   POST   draft     302    404    302    403    403    403    404    404    404
reader_task_withdraw GET    draft     302    405    405    405    405    405    405    405    405
reader_task_withdraw POST   draft     302    404    302    403    403    403    404    404    404
second_view_review   GET    draft     302    404    403    403    403    403    404    404    404
second_view_review   GET    submitted 302    404    403    403    403    403    409    409    404
second_view_review   POST   draft     302    404    403    403    403    403    404    404    404
second_view_review   POST   submitted 302    404    403    403    403    403    409    409    404
"""


def values(world: World, state: str) -> dict[str, Any]:
    return {
        "task_id": ReaderTask.objects.get(reader=world.reader, view__given_at=None).pk,
        "view_id": SecondView.objects.get(task__reader=world.reader, given_at__isnull=False).pk,
    }


def forms(world: World, state: str) -> dict[str, dict[str, Any]]:
    view = SecondView.objects.get(task__reader=world.reader, given_at__isnull=False)
    revisions = {"revision": view.revision, "answer_revision": make.row(world.rounds["draft"], "1").revision}
    asked = {"who": "new", "email": "reads@network.example", "organisation": "", "language": "en", "due": ""}
    return {
        "second_view_ask": asked | {"capabilities": ["7"]},
        "second_view_answer": revisions | {"reply": "changed"},
    }
