"""A form over a bad line: the script is told where to go on, and what was taken is not taken twice."""

import time
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from assessments import results, sending
from assessments.actions.plan import create_action, move_action
from assessments.models import Action, Assessment, Comment, Country, Invitation, User
from assessments.models.invitation import digest_of
from assessments.plan import ActionMove
from assessments.roles import Role
from tests import factories as make
from tests.views.pages import fields, html, read

pytestmark = pytest.mark.django_db
FIRST, AGAIN = {"X-Sending": "first"}, {"X-Sending": "again"}


@pytest.fixture
def client(ana: User) -> Client:
    return make.signed_in(ana)


@pytest.fixture
def new(draft: Assessment) -> str:
    return reverse("action_new", args=[draft.pk])


def filled(client: Client, address: str, form: str = "action", **typed: str) -> dict[str, Any]:
    return fields(client.get(address), form) | {name: [text] for name, text in typed.items()}


def an_action(client: Client, new: str, title: str = "Train the judges") -> dict[str, Any]:
    return filled(client, new, title=title, lead="Ministry of Justice")


@pytest.fixture
def action(ana: User, draft: Assessment) -> Action:
    make.answer(draft, ana, "1")
    values = {"title": "Train the judges", "lead": "Ministry", "funding": "none", "capabilities": ["1"]}
    return create_action(country=draft.country, result=results.build(make.fresh(draft), "en"), values=values, by=ana)


class TestTheScript:
    def test_it_is_told_where_to_go_on(self, client: Client, new: str) -> None:
        told = client.post(new, an_action(client, new), headers=FIRST)
        action = Action.objects.get()
        assert told.status_code == 200
        assert told.json() == {"to": reverse("action_show", args=[new.split("/")[2], action.pk])}
        assert "The action is in the plan." in html(client.get(told.json()["to"]))

    def test_a_refusal_is_a_page_that_the_browser_then_gets_by_the_same_form(self, client: Client, new: str) -> None:
        typed = an_action(client, new, title="")
        told = client.post(new, typed, headers=FIRST)
        assert (told.status_code, told.json()) == (200, {"shown": 422})
        by_hand = client.post(new, typed | {"once_shown": "1"})
        assert by_hand.status_code == 422
        assert "Say what will be done." in html(by_hand)
        assert fields(by_hand, "action")["lead"] == ["Ministry of Justice"]

    def test_other_words_never_get_the_page_of_a_refusal(self, client: Client, new: str) -> None:
        """The page came back out of the browser's memory, and its person typed on."""
        typed = an_action(client, new, title="")
        client.post(new, typed, headers=FIRST)
        assert client.post(new, typed | {"once_shown": "1", "title": "Now it has one"}).status_code == 302
        assert Action.objects.get().title == "Now it has one"

    def test_a_page_that_is_gone_is_made_again(self, client: Client, new: str) -> None:
        typed = an_action(client, new, title="")
        client.post(new, typed, headers=FIRST)
        cache.clear()
        assert client.post(new, typed | {"once_shown": "1"}).status_code == 422

    def test_signed_out_it_is_led_to_signing_in_and_the_form_is_kept(self, ana: User, client: Client, new: str) -> None:
        typed = an_action(client, new)
        client.logout()
        told = client.post(new, typed, headers=FIRST)
        assert told.json()["to"].startswith("/accounts/login/?next=")
        client.post(reverse("account_login"), {"login": ana.email, "password": make.PASSWORD})
        assert fields(client.get(new), "action")["title"] == ["Train the judges"]

    def test_what_the_server_could_not_do_stays_a_failure(
        self, client: Client, new: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        typed = an_action(client, new)
        client.raise_request_exception = False
        with monkeypatch.context() as broken:
            broken.setattr("assessments.views.actions.create_action", lambda **_values: 1 / 0)
            assert client.post(new, typed, headers=FIRST).status_code == 500
        assert "to" in client.post(new, typed, headers=AGAIN).json()
        assert Action.objects.count() == 1

    def test_an_old_token_is_said_on_a_page(self, ana: User, new: str) -> None:
        client = make.signed_in(ana, enforce_csrf_checks=True)
        assert client.post(new, {"title": "x"}, headers=FIRST).json() == {"shown": 403}


class TestOnce:
    def test_an_answer_that_was_lost_is_given_again(self, client: Client, new: str) -> None:
        typed = an_action(client, new)
        first = client.post(new, typed, headers=FIRST).json()
        assert client.post(new, typed, headers=AGAIN).json() == first
        assert Action.objects.count() == 1

    def test_pressed_twice_without_a_script(self, client: Client, new: str) -> None:
        typed = an_action(client, new)
        first = client.post(new, typed)
        assert client.post(new, typed)["Location"] == first["Location"]
        assert Action.objects.count() == 1

    def test_other_words_under_the_same_number_are_taken(self, client: Client, new: str) -> None:
        typed = an_action(client, new)
        client.post(new, typed)
        client.post(new, typed | {"title": "Train the prosecutors"})
        client.post(new, typed)  # and the first ones again: they are no repeat any more
        assert Action.objects.count() == 3

    def test_the_same_words_on_a_new_page_are_taken(self, client: Client, new: str) -> None:
        client.post(new, an_action(client, new))
        client.post(new, an_action(client, new))
        assert Action.objects.count() == 2

    def test_by_hand_only_within_a_minute(self, client: Client, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
        typed = an_action(client, new)
        client.post(new, typed)
        now = time.time()
        monkeypatch.setattr("assessments.sending.time.time", lambda: now + 61)
        client.post(new, typed, headers=AGAIN)  # somebody waits in front of a broken line
        assert Action.objects.count() == 1
        client.post(new, typed)
        assert Action.objects.count() == 2

    def test_a_number_is_one_person_s(self, client: Client, ben: User, new: str) -> None:
        typed = an_action(client, new)
        client.post(new, typed)
        other = make.signed_in(ben)
        other.post(new, an_action(other, new) | {"once": typed["once"]})
        assert Action.objects.count() == 2

    def test_a_comment_after_a_broken_line(self, client: Client, draft: Assessment) -> None:
        address = reverse("thread_list", args=[draft.pk, "1"])
        typed = filled(client, address, "inside-form", **{"inside-text": "Which decree?"})
        for header in (FIRST, AGAIN, AGAIN):
            assert "/comments/" in client.post(address, typed, headers=header).json()["to"]
        assert Comment.objects.count() == 1

    def test_while_the_first_is_at_work(
        self, ana: User, client: Client, new: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        typed = an_action(client, new)
        request = RequestFactory().post(new, typed)
        request.user, request.resolver_match = ana, resolve(new)
        sent = sending._sent(request)
        assert sent is not None
        cache.set(sent.key, (sent.digest, "", time.time()), 60)
        monkeypatch.setattr("assessments.sending.PATIENCE", 0.0)
        assert client.post(new, typed, headers=AGAIN).status_code == 503  # the script comes again
        assert client.post(new, typed)["Location"] == new  # a browser gets the page
        assert Action.objects.count() == 0


class TestTheChoiceOfLanguage:
    """Without a script its buttons can only send the form to which they belong."""

    def chosen(self, client: Client, page: str, form: str, **typed: str) -> Any:
        """What the browser sends when Spanish is pressed; the page that it gets."""
        shown = html(client.get(page))
        start = shown.index('<button lang="es" formaction="') + len('<button lang="es" formaction="')
        address, rest = shown[start:].split('"', 1)
        assert f'form="{form}"' in rest.split(">")[0]
        assert f'id="{form}"' in shown
        typed_there = fields(client.get(page), form) | {name: [text] for name, text in typed.items()}
        return client.post(address.replace("&amp;", "&"), typed_there)

    @pytest.mark.parametrize(
        ("route", "more", "form", "field"),
        [
            ("capability_edit", ["1"], "answer", "justification"),
            ("capability_edit", ["1"], "answer", "title"),
            ("evidence_list", ["1"], "add", "title"),
            ("thread_list", ["1"], "inside-form", "inside-text"),
            ("enabler_list", [], "enablers", "e3-note"),
            ("action_new", [], "action", "title"),
            ("brief_edit", [], "decisions", "d1-text"),
            ("workshop_edit", ["1"], "workshop", "dissent"),
            ("assignment_list", [], "several", "organisation"),
            ("assignment_edit", ["1"], "assignment", "organisation"),
            ("second_view_ask", [], "ask", "organisation"),
        ],
    )
    def test_what_was_typed_stands_on_the_page_again(
        self, client: Client, draft: Assessment, route: str, more: list[str], form: str, field: str
    ) -> None:
        page = reverse(route, args=[draft.pk, *more])
        answer = self.chosen(client, page, form, **{field: "Words"})
        assert answer["Location"] == page
        shown = client.get(page)
        assert '<html lang="es"' in html(shown)
        assert fields(shown, form)[field] == ["Words"]
        assert "El idioma ha cambiado." in html(shown)
        assert "error-summary" not in html(shown)
        assert 'aria-invalid="true"' not in html(shown)  # nothing was sent, so no fault is found yet

    def test_a_field_of_that_name_does_not_choose_for_the_page(self, client: Client, ana: User) -> None:
        people, profile = reverse("people_list", args=["XSA"]), reverse("profile_edit")
        self.chosen(client, people, "invite", organisation="Police", language="fr")
        shown = client.get(people)
        assert '<html lang="es"' in html(shown)
        assert (fields(shown, "invite")["organisation"], fields(shown, "invite")["language"]) == (["Police"], ["fr"])
        User.objects.filter(pk=ana.pk).update(language="en")
        assert self.chosen(client, profile, "profile", organisation="Police")["Location"] == profile
        assert fields(client.get(profile), "profile")["organisation"] == ["Police"]

    def test_the_rest_of_the_address_stays(self, client: Client, new: str) -> None:
        page = f"{new}?capability=4"
        assert self.chosen(client, page, "action", title="Words")["Location"] == page
        assert fields(client.get(page), "action")["title"] == ["Words"]

    def test_nothing_leads_elsewhere(self, client: Client, new: str) -> None:
        for elsewhere in ("https://evil.example/", "//evil.example/", "/admin/"):
            address = f"{reverse('language_set')}?to=es&next={quote(elsewhere)}"
            assert client.post(address, an_action(client, new))["Location"] == new
        forged = an_action(client, new) | {"typed_on": "/admin/"}
        assert client.post(f"{reverse('language_set')}?to=es", forged)["Location"] == "/"

    def test_enter_in_a_box_sends_the_form_and_no_language(self, client: Client, new: str) -> None:
        """A browser presses the first button that belongs to the form, and the head comes first."""
        shown = html(client.get(new))
        first = shown.index('form="action"')
        assert shown[:first].endswith('<button class="sr" ')
        assert "formaction" not in shown[first:].split(">")[0]

    def test_pages_without_a_form_of_words_send_no_other(self, client: Client, draft: Assessment) -> None:
        shown = html(client.get(reverse("workspace", args=[draft.pk])))
        assert "formnovalidate" not in shown
        answer = client.post(f"{reverse('language_set')}?to=es", {"next": reverse("help")})
        assert answer["Location"] == reverse("help")

    def test_an_invitation_keeps_the_name_and_no_password(self, ana: User) -> None:
        token = "a-token"
        Invitation.objects.create(
            country=Country.objects.get(),
            email="new@example.org",
            role=Role.VIEWER,
            digest=digest_of(token),
            invited_by=ana,
        )
        client, page = make.signed_in(None), reverse("invitation_accept", args=[token])
        self.chosen(client, page, "accept", name="N. Ew", password="a long password of mine")
        assert "a long password" not in str(dict(client.session))
        shown = client.get(page)
        assert '<html lang="es"' in html(shown)
        assert (fields(shown, "accept")["name"], fields(shown, "accept")["password"]) == (["N. Ew"], [""])


class TestAnAction:
    """Its page has two forms of words, which came back empty when a session had ended."""

    @pytest.mark.parametrize(
        ("form", "route", "field"), [("note", "action_note", "text"), ("stop", "action_move", "reason")]
    )
    def test_words_typed_for_it_are_back(
        self, ana: User, client: Client, draft: Assessment, action: Action, form: str, route: str, field: str
    ) -> None:
        page = reverse("action_show", args=[draft.pk, action.pk])
        typed = filled(client, page, form, **{field: "Words"})
        client.logout()
        assert "kept=1" in client.post(reverse(route, args=[draft.pk, action.pk]), typed | {"move": "stop"})["Location"]
        client.post(reverse("account_login"), {"login": ana.email, "password": make.PASSWORD})
        shown = client.get(page)
        assert "What you typed is still here." in html(shown)
        assert fields(shown, form)[field] == ["Words"]

    def test_a_reason_stays_when_a_colleague_was_quicker(
        self, ana: User, ben: User, client: Client, draft: Assessment, action: Action
    ) -> None:
        typed = filled(client, reverse("action_show", args=[draft.pk, action.pk]), "stop", reason="No money")
        move_action(action=action, move=ActionMove.STOP, by=ben, reason="Elections")
        met = client.post(reverse("action_move", args=[draft.pk, action.pk]), typed | {"move": "stop"})
        assert met.status_code == 409
        assert "A colleague has changed the state of this action meanwhile." in html(met)
        assert "No money" in html(met) and "Elections" in html(met)
        assert read(met).ids.count("stop_reason") == 1


def test_a_reason_for_a_move_is_back_in_its_box(ana: User, client: Client, draft: Assessment) -> None:
    for code in ("1", "2", "4"):
        make.answer(draft, ana, code)
    make.rank_all(draft, ana)
    page = reverse("gap_list", args=[draft.pk])
    typed = filled(client, page, "priorities")
    move = reverse("priority_move", args=[draft.pk, "1"])
    asked = client.post(move, typed | {"step": "down"})
    assert asked.status_code == 422
    typed = fields(asked, "priorities") | {"p1-move_reason": ["The law comes first"], "step": ["down"]}
    client.logout()
    client.post(move, typed)
    client.post(reverse("account_login"), {"login": ana.email, "password": make.PASSWORD})
    shown = client.get(page)
    assert fields(shown, "priorities")["p1-move_reason"] == ["The law comes first"]
    assert client.post(move, fields(shown, "priorities") | {"step": ["down"]}).status_code == 302


def test_who_saved_is_named_with_their_organisation(ana: User, client: Client, draft: Assessment) -> None:
    User.objects.filter(pk=ana.pk).update(organisation="Ministry of Justice")
    ana.refresh_from_db()
    make.save(draft, ana, justification="Words")
    address = reverse("capability_edit", args=[draft.pk, "1"])
    assert "by Ana, Ministry of Justice" in html(client.get(address))
    sent = {"revision": "1", "field": "justification", "justification": "Other", "typed_by": str(ana.pk)}
    told = client.post(
        reverse("capability_autosave", args=[draft.pk, "1"]), sent, headers={"X-Requested-With": "fetch"}
    )
    assert told.json()["saved"].endswith("by Ana, Ministry of Justice")
    enablers = reverse("enabler_list", args=[draft.pk])
    client.post(enablers, filled(client, enablers, "enablers", **{"e3-note": "Words"}))
    assert "Saved by Ana, Ministry of Justice, " in html(client.get(enablers))
