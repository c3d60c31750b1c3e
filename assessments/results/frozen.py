"""Results as JSON: for snapshots, for the hash that keys the report, and back."""

import datetime as dt
import hashlib
import json
from typing import Any

import cattrs

from assessments.results.shapes import AssessmentResult

_converter = cattrs.Converter()
_converter.register_unstructure_hook(dt.datetime, lambda value: value.isoformat())
_converter.register_structure_hook(dt.datetime, lambda value, _type: dt.datetime.fromisoformat(value))
_converter.register_unstructure_hook(dt.date, lambda value: value.isoformat())
_converter.register_structure_hook(dt.date, lambda value, _type: dt.date.fromisoformat(value))

#: Fields that say which row was read, not what it says: they must not change a report's code.
_OF_THE_ROW = ("assessment_id",)
#: Fields that older results do not have. Empty they say nothing, so that a code printed before them stays right.
_CAME_LATER = frozenset(
    {"threats", "register", "actions", "commitments", "decisions", "signature", "questions", "written_in"}
)
#: Fields of evidence that came later: where they say nothing, the code of a report printed before them still holds.
_LATER: dict[str, Any] = {
    "file_name": "",
    "file_kind": "",
    "file_size": 0,
    "file_sha256": "",
    "file_scanned": None,
    "seen_on": None,
    "seen_by": "",
    "organisation": "",
}

_SAVED = {"revision", "at", "by", "organisation"}


def unstructure(value: Any) -> Any:
    """Any part of the read model as what JSON can hold."""
    return _converter.unstructure(value)


def freeze(result: AssessmentResult) -> dict[str, Any]:
    frozen: dict[str, Any] = _converter.unstructure(result)
    return frozen


def thaw(data: dict[str, Any]) -> AssessmentResult:
    """Reads a snapshot back. Fields that it does not have yet take their defaults; unknown ones are left out."""
    return _converter.structure(data, AssessmentResult)


def content_hash(result: AssessmentResult) -> str:
    """SHA-256 of what the result says, the same for the same content on every machine. Worked out once a result, which
    never changes: the page of reports asks for it a dozen times."""
    kept = vars(result)
    if "content_hash" not in kept:  # as a cached property would keep it
        kept["content_hash"] = _content_hash(result)
    found: str = kept["content_hash"]
    return found


def _content_hash(result: AssessmentResult) -> str:
    data = {key: value for key, value in freeze(result).items() if key not in _OF_THE_ROW}
    for capability in data["capabilities"]:
        if not capability["second_views"]:
            del capability["second_views"]  # came later, as the fields below
        for number, view in enumerate(capability.get("second_views", ())):
            view["pk"] = number
        if capability["workshop"] is None:  # came later, like the fields of evidence below
            del capability["workshop"]
        for evidence in capability["evidence"]:
            del evidence["pk"], evidence["file"]
            for name, default in _LATER.items():
                if evidence[name] == default:
                    del evidence[name]
    numbers = {action["pk"]: number for number, action in enumerate(data["actions"], start=1)}
    for action in data["actions"]:
        action["pk"] = numbers[action["pk"]]
        for note in action["notes"]:
            if not note["organisation"]:
                del note["organisation"]  # came later
        del action["as_of"]  # `overdue` says what the day changes; the day itself would change every report
    for entry in data["register"]:
        entry["actions"] = [numbers.get(pk, 0) for pk in entry["actions"]]
    data = {key: _without_later(value) for key, value in data.items() if value or key not in _CAME_LATER}
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _without_later(value: Any) -> Any:
    """The organisation of whoever saved a row came later, on each of them; no report prints it."""
    if isinstance(value, list | tuple):
        return [_without_later(one) for one in value]
    if not isinstance(value, dict):
        return value
    later = {"organisation"} if value.keys() == _SAVED else set()
    return {name: _without_later(one) for name, one in value.items() if name not in later}


def summary(result: AssessmentResult) -> dict[str, Any]:
    """What the next rounds compare themselves with."""
    return {
        "year": result.year,
        "capabilities": {
            c.code: {"phase": c.phase, "unknown": c.phase_unknown, "target": c.target} for c in result.capabilities
        },
        "gaps": [gap.identity for gap in result.gaps],
        "closed": [entry.identity for entry in result.register if entry.closed == result.year],
    }
