"""Second views in the read model: what was given, frozen with the round."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, TextField
from django.db.models.functions import Cast, JSONObject

from assessments.models import SecondView
from assessments.second_views import Standing, standing

#: One column for the whole view, so that the union that reads the round's short answers can carry it.
AS_TEXT = Cast(
    JSONObject(
        **{
            name: F(name)
            for name in (
                "capability_id",
                "kind",
                "organisation",
                "phase",
                "unknown",
                "reason",
                "confidence",
                "given_on",
                "response",
                "response_reason",
                "response_on",
            )
        }
    ),
    TextField(),
)


@dataclass(frozen=True)
class SecondViewResult:
    """What somebody else says of a capability. Voices are organisations, never persons.

    `kind` is "review" or "reader"; `given_on` and `response_on` are states of the country's phase: at the moment when
    the view was given, and when the country answered it.
    """

    pk: int
    kind: str
    organisation: str = ""
    phase: int | None = None
    unknown: bool = False
    reason: str = ""
    confidence: int | None = None
    given_on: str = ""
    response: str = ""
    response_reason: str = ""
    response_on: str = ""
    saved_at: dt.datetime | None = None

    @property
    def state(self) -> str:
        return str(self.phase) if self.phase is not None else "dk" if self.unknown else "none"

    def beside(self, own: str) -> Standing:
        """How it stands beside the country's answer."""
        return standing(own, self.state, self.response, self.response_on)


def given() -> Any:
    """The rows that the read model knows: a draft is nobody's but its writer's."""
    return SecondView.objects.filter(given_at__isnull=False).order_by()


def read(rows: Iterable[tuple[int, str, dt.datetime | None]]) -> dict[int, tuple[SecondViewResult, ...]]:
    """By the key of the capability, the reviewer's first, then in the order in which they were asked for."""
    found: dict[int, list[SecondViewResult]] = {}
    for pk, text, saved_at in sorted(rows):
        said: dict[str, Any] = json.loads(text)
        capability = said.pop("capability_id")
        view = SecondViewResult(**{**said, "pk": pk, "unknown": bool(said["unknown"]), "saved_at": saved_at})
        found.setdefault(capability, []).append(view)
    return {key: tuple(sorted(views, key=lambda view: view.kind != "review")) for key, views in found.items()}
