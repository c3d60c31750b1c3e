"""Saving an answer: every field on the revision it was read at, nothing overwritten, nothing lost."""

from typing import Any

import pytest

from assessments.actions import answers
from assessments.actions.answers import ForgedRevision, RoundLocked, save_simple
from assessments.actions.rounds import move_round
from assessments.models import Assessment, AuditEvent, EnablerAnswer, SignAnswer, User
from assessments.workflow import Move
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(ana: User) -> User:
    return make.coordinator(name="Ben")


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action).order_by("pk"))


def test_what_is_saved_is_in_the_row_and_in_the_log(draft: Assessment, ana: User) -> None:
    outcome = make.save(draft, ana, phase="2", justification="Law of 2023", sign_1a="yes", participants=["police"])
    row = make.row(draft)
    assert (row.phase, row.phase_unknown, row.justification) == (2, False, "Law of 2023")
    assert row.participants == ["police"]
    assert (row.revision, row.saved_by, row.saved_at) == (1, ana, outcome.at)
    assert SignAnswer.objects.get(response=row, sign__code="1a").answer == "yes"
    assert (outcome.revision, outcome.by, outcome.conflicts) == (1, "Ana", ())
    assert set(outcome.saved) == {"phase", "justification", "sign.1a", "participants"}
    (event,) = events("response.saved")
    assert event.changes == {
        "phase": ["", "2"],
        "justification": ["", "Law of 2023"],
        "sign.1a": ["", "yes"],
        "participants": [[], ["police"]],
    }
    assert (event.actor_name, event.country, event.object_code, event.revision) == ("Ana", "XSA", "1", 1)


def test_every_field_is_saved(draft: Assessment, ana: User) -> None:
    values = make.full_values(draft, "3")
    make.answer(draft, ana, "3")
    row = make.row(draft, "3")
    for name, value in values.items():
        if name == "phase":
            assert row.phase == 1
        elif name.startswith("sign."):
            assert SignAnswer.objects.get(response=row, sign__code=name[5:]).answer == value
        else:
            assert getattr(row, name) == value


@pytest.mark.parametrize(
    ("typed", "phase", "unknown"), [("0", 0, False), ("4", 4, False), ("unknown", None, True), ("", None, False)]
)
def test_a_phase_is_a_number_or_unknown_or_neither(
    draft: Assessment, ana: User, typed: str, phase: int | None, unknown: bool
) -> None:
    make.save(draft, ana, phase="2")
    make.save(draft, ana, phase=typed)
    row = make.row(draft)
    assert (row.phase, row.phase_unknown) == (phase, unknown)


def test_nothing_changed_makes_no_revision(draft: Assessment, ana: User) -> None:
    make.answer(draft, ana)
    outcome = make.answer(draft, ana)
    assert outcome.saved == ()
    assert outcome.revision == 1 == make.row(draft).revision
    assert len(events("response.saved")) == 1


def test_two_people_on_different_fields_are_both_kept(draft: Assessment, ana: User, ben: User) -> None:
    make.save(draft, ana, based_on=0, justification="by Ana")
    outcome = make.save(draft, ben, based_on=0, phase="3", justification="")
    assert outcome.conflicts == ()
    assert outcome.saved == ("phase",)
    row = make.row(draft)
    assert (row.justification, row.phase, row.revision) == ("by Ana", 3, 2)


def test_the_same_field_is_a_conflict_and_the_refused_text_is_kept(draft: Assessment, ana: User, ben: User) -> None:
    make.save(draft, ana, based_on=0, justification="by Ana")
    outcome = make.save(draft, ben, based_on=0, justification="by Ben", phase="2")
    (conflict,) = outcome.conflicts
    assert (conflict.field, conflict.mine, conflict.theirs, conflict.by) == (
        "justification",
        "by Ben",
        "by Ana",
        "Ana",
    )
    row = make.row(draft)
    assert (row.justification, row.phase) == ("by Ana", 2)  # the other field of the same save is kept
    (refused,) = events("response.refused")
    assert refused.changes == {"justification": ["by Ana", "by Ben"]}
    assert refused.actor_name == "Ben"


def test_a_conflict_alone_makes_no_revision(draft: Assessment, ana: User, ben: User) -> None:
    make.save(draft, ana, based_on=0, sign_2a="yes")
    outcome = make.save(draft, ben, based_on=0, sign_2a="no")
    assert outcome.revision == 1 == make.row(draft).revision
    assert [(c.field, c.mine, c.theirs) for c in outcome.conflicts] == [("sign.2a", "no", "yes")]


def test_the_same_value_from_two_people_is_no_conflict(draft: Assessment, ana: User, ben: User) -> None:
    make.save(draft, ana, based_on=0, sign_2a="yes", phase="2")
    outcome = make.save(draft, ben, based_on=0, sign_2a="yes", phase="2")
    assert outcome.conflicts == ()
    assert outcome.saved == ()


def test_stale_by_several_revisions(draft: Assessment, ana: User, ben: User) -> None:
    for number, text in enumerate(("one", "two", "three")):
        make.save(draft, ana, based_on=number, justification=text)
    make.save(draft, ana, based_on=3, reason="why")
    untouched = make.save(draft, ben, based_on=0, justification="", phase="1")
    assert untouched.conflicts == ()
    assert untouched.saved == ("phase",)
    (conflict,) = make.save(draft, ben, based_on=1, justification="mine").conflicts
    assert (conflict.theirs, conflict.by) == ("three", "Ana")
    assert make.save(draft, ben, based_on=3, justification="after three").saved == ("justification",)


def test_a_value_that_came_back_is_no_conflict(draft: Assessment, ana: User, ben: User) -> None:
    """Ana wrote something and took it back: the field stands as Ben's page showed it."""
    make.save(draft, ana, based_on=0, justification="for a moment")
    make.save(draft, ana, based_on=1, justification="")
    outcome = make.save(draft, ben, based_on=0, justification="by Ben")
    assert outcome.conflicts == ()
    assert make.row(draft).justification == "by Ben"


def test_own_saves_one_after_the_other(draft: Assessment, ana: User) -> None:
    """Autosave names the revision of each field's last save, so one's own text never collides with itself."""
    revision = 0
    for text in ("a", "ab", "abc"):
        revision = make.save(draft, ana, based_on=revision, justification=text).revision
    other = make.save(draft, ana, based_on=0, phase="1")
    assert (revision, other.revision, other.conflicts) == (3, 4, ())
    assert make.row(draft).justification == "abc"


@pytest.mark.parametrize("revision", [-1, 1, 99, 2**40])
def test_a_revision_that_never_was(draft: Assessment, ana: User, revision: int) -> None:
    with pytest.raises(ForgedRevision):
        make.save(draft, ana, based_on=revision, phase="1")
    assert make.row(draft).phase is None
    assert events("response.saved") == []


def test_a_cleared_sign_stays_as_a_row(draft: Assessment, ana: User) -> None:
    make.save(draft, ana, sign_1a="yes")
    make.save(draft, ana, sign_1a="")
    assert SignAnswer.objects.get(response=make.row(draft), sign__code="1a").answer == ""
    assert events("response.saved")[-1].changes == {"sign.1a": ["yes", ""]}


def test_a_locked_round_takes_nothing(ana: User) -> None:
    sent = make.submitted_round(ana)
    with pytest.raises(RoundLocked):
        make.save(sent, ana, justification="too late")
    assert "too late" not in make.row(sent).justification


class TestBetweenReadingAndWriting:
    """Another process saved in between: the compare-and-swap fails, and the save starts anew from what is there now."""

    @pytest.fixture
    def tries(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        found: list[int] = []
        merge = answers._merge

        def interrupted(row: Any, *arguments: Any) -> Any:
            found.append(row.revision)
            if len(found) == 1:
                type(row).objects.filter(pk=row.pk).update(revision=row.revision + 1)
            return merge(row, *arguments)

        monkeypatch.setattr(answers, "_merge", interrupted)
        return found

    def test_an_answer(self, draft: Assessment, ana: User, tries: list[int]) -> None:
        assert make.save(draft, ana, justification="Text").saved == ("justification",)
        assert len(tries) == 2
        assert len(events("response.saved")) == 1

    def test_an_enabler(self, draft: Assessment, ana: User, tries: list[int]) -> None:
        enabler = EnablerAnswer.objects.filter(assessment=draft).select_related("enabler")[0]
        assert TestEnablers().save(enabler, ana, 0, note="Text").saved == ("note",)
        assert len(tries) == 2
        assert len(events("enableranswer.saved")) == 1

    def test_it_is_not_tried_for_ever(self, draft: Assessment, ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(answers, "_try", lambda *arguments: None)
        with pytest.raises(RuntimeError):
            make.save(draft, ana, justification="Text")


class TestCarriedOver:
    @pytest.fixture
    def following(self, ana: User) -> Assessment:
        make.submitted_round(ana, 2024)
        return make.opened_round(ana, year=2026)

    def test_confirmed_by_word(self, following: Assessment, ana: User) -> None:
        outcome = make.save(following, ana, confirm=True)
        row = make.row(following)
        assert outcome.saved == ("carried_over",)
        assert not row.carried_over
        assert row.revision == 2

    @pytest.mark.parametrize("change", [{"phase": "2"}, {"justification": "It is different now"}])
    def test_confirmed_by_looking_at_it(self, following: Assessment, ana: User, change: dict[str, Any]) -> None:
        make.save(following, ana, **change)
        assert not make.row(following).carried_over

    def test_another_field_confirms_nothing(self, following: Assessment, ana: User) -> None:
        make.save(following, ana, sign_4a="no", confidence=1)
        assert make.row(following).carried_over

    def test_the_same_phase_again_confirms_nothing(self, following: Assessment, ana: User) -> None:
        make.save(following, ana, phase="1")
        assert make.row(following).carried_over
        assert make.row(following).revision == 1

    def test_a_refused_change_confirms_nothing(self, following: Assessment, ana: User, ben: User) -> None:
        make.save(following, ana, based_on=1, target=4)
        make.save(following, ben, based_on=1, target=2)
        assert make.row(following).carried_over


class TestEnablers:
    FIELDS = ("answer", "note")

    @pytest.fixture
    def enabler(self, draft: Assessment) -> EnablerAnswer:
        return EnablerAnswer.objects.filter(assessment=draft).select_related("enabler")[0]

    def save(self, enabler: EnablerAnswer, by: User, based_on: int, **values: Any) -> Any:
        return save_simple(
            row=enabler,
            assessment=enabler.assessment,
            by=by,
            based_on=based_on,
            values=values,
            fields=self.FIELDS,
            code=enabler.enabler.code,
        )

    def test_merged_field_by_field(self, enabler: EnablerAnswer, ana: User, ben: User) -> None:
        self.save(enabler, ana, 0, answer="yes")
        assert self.save(enabler, ben, 0, note="A note").conflicts == ()
        (conflict,) = self.save(enabler, ben, 0, answer="no").conflicts
        enabler.refresh_from_db()
        assert (enabler.answer, enabler.note, enabler.revision) == ("yes", "A note", 2)
        assert (conflict.mine, conflict.theirs) == ("no", "yes")
        assert events("enableranswer.refused")[0].changes == {"answer": ["yes", "no"]}

    def test_another_column_is_refused(self, enabler: EnablerAnswer, ana: User) -> None:
        with pytest.raises(ValueError, match="carried_over"):
            self.save(enabler, ana, 0, carried_over=True)

    def test_locked(self, enabler: EnablerAnswer, ana: User) -> None:
        make.answer_all(enabler.assessment, ana)
        move_round(assessment=enabler.assessment, move=Move.SUBMIT, by=ana)
        with pytest.raises(RoundLocked):
            self.save(enabler, ana, 1, note="late")

    def test_carried_over_until_changed(self, enabler: EnablerAnswer, ana: User) -> None:
        EnablerAnswer.objects.filter(pk=enabler.pk).update(carried_over=True)
        self.save(enabler, ana, 0, note="")
        enabler.refresh_from_db()
        assert enabler.carried_over
        self.save(enabler, ana, 0, note="Looked at")
        enabler.refresh_from_db()
        assert not enabler.carried_over
