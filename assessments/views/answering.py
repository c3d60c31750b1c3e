"""From a posted answer to what was saved, what was not, and what the page shows next."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django import forms
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict

from assessments import difference, results
from assessments.actions.answers import SIGN, Conflict, ForgedRevision, Outcome, save_answer
from assessments.forms.answer import AnswerForm, initial_of, shown_value
from assessments.models import Assessment, Response, User
from assessments.requests import SignedInRequest
from assessments.results import CapabilityResult, RoundFrame
from assessments.structure import CapabilityNode
from assessments.typed import KEPT

F = TypeVar("F", bound=forms.BaseForm)
#: Fields whose words stand nowhere else on the page.
_QUIET = frozenset({"justification", "reason", "participants_note", "confidence", "target_year"})
MINE, THEIRS, BOTH = "mine", "theirs", "both"
#: What a cleared field holds, where that is not the empty text.
_EMPTY: dict[str, Any] = {"target": None, "target_year": None, "confidence": None, "participants": []}


@dataclass(frozen=True)
class Versions:
    """A field in two versions, as the page shows it."""

    name: str
    label: Any
    by: str
    at: Any
    revision: int
    mine: list[str]
    mine_words: Any
    theirs_words: Any
    mine_pieces: Any = ()
    theirs_pieces: Any = ()
    is_text: bool = False


@dataclass
class Posted:
    """A post as understood: the values by the revision each was based on, and the choices between versions."""

    data: QueryDict
    sent: set[str]
    revisions: dict[str, int]
    waiting: list[str] = field(default_factory=list)
    clear: str = ""


@dataclass(frozen=True)
class Answered:
    outcome: Outcome
    answer: CapabilityResult
    frame: RoundFrame
    form: AnswerForm
    versions: tuple[Versions, ...]
    moved: bool = True

    @property
    def clean(self) -> bool:
        return not self.form.errors and not self.versions


def receive(
    request: SignedInRequest, *, assessment: Assessment, node: CapabilityNode, user: User, only: set[str] | None = None
) -> Answered:
    """Saves what is valid and does not collide. Raises RoundLocked, ForgedRevision."""
    language = request.LANGUAGE_CODE
    # Only a target is checked against the row: it must not lie below the phase.
    depth: results.Depth = "row" if only is None or "target" in only else "nothing"
    before, frame = results.one(assessment, node.code, language, depth=depth)
    form = AnswerForm(answer=before, round_=frame, only=only)
    posted = read_post(request.POST, form)
    form.data, form.is_bound = posted.data, True
    values = form.valid_values(only=posted.sent)
    if posted.clear:
        values[posted.clear] = _EMPTY.get(posted.clear, "")
    groups: dict[int, dict[str, Any]] = defaultdict(dict)
    groups[parse_revision(request.POST.get("revision"))] = {}
    for name, value in values.items():
        groups[posted.revisions[name]][name] = value
    if len(groups) > 1:
        _refuse_forged(groups, assessment, node)
    outcomes = [
        save_answer(
            assessment=assessment,
            capability=node,
            by=user,
            based_on=revision,
            values=chosen,
            confirm="confirm" in request.POST,
            looked="looked" in request.POST,
        )
        for revision, chosen in groups.items()
    ]
    moved = only is None or any(_moves_the_page(outcome) for outcome in outcomes)
    after, frame = results.one(assessment, node.code, language) if moved else (before, frame)
    shown = form if only is not None else _shown_form(form, posted, after, frame)
    collided = [conflict for outcome in outcomes for conflict in outcome.conflicts]
    collided += _still_waiting(posted, after)
    last = outcomes[-1]
    versions = tuple(versions_of(shown, conflict, last.revision) for conflict in collided)
    return Answered(last, after, frame, shown, versions, moved)


def _moves_the_page(outcome: Outcome) -> bool:
    """Whether anything beside the field itself shows the change: a longer text does not, a first one does."""
    return bool(outcome.conflicts) or any(
        name not in _QUIET or bool(before) != bool(after) for name, (before, after) in outcome.changes.items()
    )


def _refuse_forged(revisions: Iterable[int], assessment: Assessment, node: CapabilityNode) -> None:
    """Before the first group is saved: a page that is refused changes nothing."""
    row = Response.objects.filter(assessment=assessment, capability_id=node.pk)
    newest: int = row.values_list("revision", flat=True).get()
    if max(revisions) > newest:
        raise ForgedRevision(f"revision {max(revisions)} of {newest}")


def read_post(post: QueryDict, form: AnswerForm) -> Posted:
    """Which fields were sent, on which revision; a choice between two versions becomes the field's value."""
    data = post.copy()
    page = parse_revision(post.get("revision"))
    sent = {name for name in form.fields if name in post}
    if "participants_sent" in post:
        sent.add("participants")
    posted = Posted(data, sent, dict.fromkeys(form.fields, page), clear=post.get("clear", ""))
    if posted.clear and posted.clear not in form.fields:
        posted.clear = ""
    posted.sent.discard(posted.clear)
    for name in form.fields:
        if f"at.{name}" in post:  # saved by itself since the page was opened
            posted.revisions[name] = parse_revision(post.get(f"at.{name}"))
        if f"met.{name}" not in post:
            continue
        posted.revisions[name] = parse_revision(post.get(f"met.{name}"))
        posted.sent.discard(name)
        choice = post.get(f"resolve.{name}")
        if choice == MINE:
            data.setlist(name, post.getlist(f"mine.{name}"))
        elif choice == BOTH:
            data.setlist(name, post.getlist(f"both.{name}"))
        elif choice != THEIRS:
            posted.waiting.append(name)
            continue
        if choice in (MINE, BOTH):
            posted.sent.add(name)
    return posted


def parse_revision(value: str | None) -> int:
    if value is None or not value.isascii() or not value.isdigit() or len(value) > 9:
        raise ForgedRevision(str(value))
    return int(value)


def _shown_form(form: AnswerForm, posted: Posted, answer: CapabilityResult, frame: RoundFrame) -> AnswerForm:
    """The rows as they are now, with only the refused fields as typed: an old value on the page would overwrite a
    colleague's at the next save."""
    refused = {name for name in form.errors if name in posted.sent}
    if not refused:
        return AnswerForm(answer=answer, round_=frame)
    data = QueryDict(mutable=True)
    for name, value in initial_of(answer).items():
        values = value if isinstance(value, list) else ["" if value is None else str(value)]
        data.setlist(name, values)
    for name in refused:
        data.setlist(name, posted.data.getlist(name))
    return AnswerForm(data, answer=answer, round_=frame)


def as_now(bound: forms.Form, fresh: forms.Form) -> QueryDict:
    """The same for a form with a prefix: `fresh` is unbound and holds the row as it is now."""
    data = QueryDict(mutable=True)
    typed: Any = bound.data
    for name in fresh.fields:
        data[fresh.add_prefix(name)] = fresh.initial.get(name, "")
    for name in bound.errors:
        data.setlist(bound.add_prefix(name), typed.getlist(bound.add_prefix(name)))
    return data


def kept_post(request: HttpRequest) -> QueryDict | None:
    """What this person had typed on this page when their session ended; given back once, and to nobody else."""
    kept = request.session.get(KEPT)
    if not kept or kept["page"] != request.path:
        return None
    del request.session[KEPT]
    if kept["typed_by"] != str(request.user.pk or ""):
        return None
    return with_choices(QueryDict(kept["form"]))


def unjudged(form: F, kept: QueryDict | None) -> F:
    """A form that came along with another language was not sent yet: no fault is found with it before it is."""
    if kept is not None and kept.get("kept_because") == "language":
        # What `full_clean` would set. Cleaning first would already write into the row behind a model's form.
        form._errors = ErrorDict()  # type: ignore[attr-defined]
    return form


def with_choices(post: QueryDict) -> QueryDict:
    """A choice between two versions becomes the value of its field, so that the usual checks see it."""
    data = post.copy()
    for key in post:
        if not key.startswith("met."):
            continue
        name = key.removeprefix("met.")
        choice = post.get(f"resolve.{name}")
        if choice == THEIRS:
            data.pop(name, None)
        else:
            data.setlist(name, post.getlist(f"{BOTH if choice == BOTH else MINE}.{name}"))
    return data


def read_choices(post: QueryDict, values: Mapping[str, Any]) -> tuple[dict[int, dict[str, Any]], list[str]]:
    """The values by the revision each was based on, and the collisions that nobody has decided yet."""
    page = parse_revision(post.get("revision"))
    groups: dict[int, dict[str, Any]] = {page: {}}
    waiting = []
    for name, value in values.items():
        if f"met.{name}" not in post:
            groups[page][name] = value
            continue
        choice = post.get(f"resolve.{name}")
        if choice in (MINE, BOTH):
            groups.setdefault(parse_revision(post.get(f"met.{name}")), {})[name] = value
        elif choice != THEIRS:
            waiting.append(name)
    return groups, waiting


def _still_waiting(posted: Posted, answer: CapabilityResult) -> list[Conflict]:
    """Collisions of an earlier post that nobody has decided yet: both versions are shown again."""
    now = initial_of(answer)
    waiting = []
    for name in posted.waiting:
        mine: Any = posted.data.getlist(f"mine.{name}")
        typed = mine if name == "participants" else (mine[0] if mine else "")
        waiting.append(Conflict(name, typed, now[name], answer.saved.by, answer.saved.at))
    return waiting


def versions_of(form: forms.Form, conflict: Conflict, revision: int) -> Versions:
    mine, theirs = (shown_value(form, conflict.field, value) for value in (conflict.mine, conflict.theirs))
    is_text = mine["text"] is not None
    pieces = difference.compare(mine["text"], theirs["text"]) if is_text else ((), ())
    raw = conflict.mine if isinstance(conflict.mine, list) else ["" if conflict.mine is None else str(conflict.mine)]
    return Versions(
        name=form.add_prefix(conflict.field),
        label=form.fields[conflict.field].label,
        by=conflict.by,
        at=conflict.at,
        revision=revision,
        mine=raw,
        mine_words=mine["words"],
        theirs_words=theirs["words"],
        mine_pieces=pieces[0],
        theirs_pieces=pieces[1],
        is_text=is_text,
    )


def sign_names(form: AnswerForm) -> list[str]:
    return [name for name in form.fields if name.startswith(SIGN)]


def shown_words(form: forms.Form, conflict: Conflict) -> dict[str, Any]:
    """A collision on a field of few choices, in words: what the colleague chose and what this person chose."""
    mine, theirs = (shown_value(form, conflict.field, value)["words"] for value in (conflict.mine, conflict.theirs))
    return {
        "label": form.fields[conflict.field].label,
        "mine": mine[0] if mine else "",
        "theirs": theirs[0] if theirs else "",
        "by": conflict.by,
        "value": f"{form.add_prefix(conflict.field)}={'' if conflict.mine is None else conflict.mine}",
    }
