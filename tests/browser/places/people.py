"""People, invitations, sessions and the second step."""

from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils import translation

from tests.browser.person import Person
from tests.browser.site import (
    ADMINISTRATOR,
    APPROVER,
    COORDINATOR,
    INVITATION,
    KEYHOLDER,
    NEWCOMER,
    NOBODY,
    PASSWORD,
    SIGNER,
    USED,
    VIEWER,
)
from tests.browser.steps import Place, post, refuse

STEP = "/accounts/second-step/"


def confirm(person: Person) -> None:
    """Says who they are once more, with the password."""
    with person.page.expect_navigation():
        person.page.locator("#id_password").evaluate("(box, word) => { box.value = word; box.form.submit() }", PASSWORD)


def make_codes(person: Person) -> None:
    confirm(person)
    post("main form .btn")(person)


def second_step(email: str) -> Callable[[Person], None]:
    """Signs in with the password alone."""

    def sign_in(person: Person) -> None:
        person.page.locator("#id_login").fill(email)
        person.page.locator("#id_password").fill(PASSWORD)
        post("main form .btn")(person)

    return sign_in


def wrong_code(person: Person) -> None:
    second_step(APPROVER)(person)
    person.page.locator("#id_code").fill("12")
    with person.page.expect_navigation():
        person.page.locator("#id_code").press("Enter")


def warned(person: Person) -> None:
    with translation.override(person.page.evaluate("document.documentElement.lang")):
        words = render_to_string("components/idle_words.html", {"left": 60})
    person.page.locator("#idle").evaluate("(box, words) => { box.innerHTML = words; box.showModal() }", words)


def left_alone(person: Person) -> None:
    person.lose_session()
    words = person.page.evaluate("fetch('/profile/session-time/').then(answer => answer.json())")["words"]
    person.page.locator("#idle").evaluate("(box, words) => { box.innerHTML = words; box.showModal() }", words)


PLACES = (
    Place("people", "people_list", COORDINATOR, "/countries/XSA/people/"),
    Place("people of a viewer", "people_list", VIEWER, "/countries/XSA/people/"),
    Place("people of one's own", "people_list", NEWCOMER, "/countries/XSO/people/"),
    Place("people of a country without anybody", "people_list", ADMINISTRATOR, "/countries/KEN/people/"),
    Place(
        "an invitation refused",
        "people_list",
        COORDINATOR,
        "/countries/XSA/people/",
        422,
        then=post("#invite .btn"),
    ),
    Place("people of the secretariat", "secretariat_list", ADMINISTRATOR, "/people/secretariat/"),
    Place("remove a member", "member_remove", COORDINATOR, "/countries/XSA/people/", then=post("td a.btn")),
    Place("an invitation", "invitation_accept", "", f"/invitations/{INVITATION}/"),
    Place(
        "an invitation accepted badly",
        "invitation_accept",
        "",
        f"/invitations/{INVITATION}/",
        422,
        then=refuse("#id_password", "short"),
    ),
    Place("an invitation of somebody else", "invitation_accept", NOBODY, f"/invitations/{INVITATION}/", 403),
    Place("an invitation that was used", "invitation_accept", "", f"/invitations/{USED}/", 410),
    Place("an invitation that is not known", "invitation_accept", "", "/invitations/x/", 404),
    Place("an invitation in the app", "invitation_offered", KEYHOLDER, "/my-work/invitations/4242/"),
    Place("my work, an invitation", "my_work", KEYHOLDER, "/my-work/"),
    Place("sessions", "session_list", COORDINATOR, "/profile/sessions/"),
    Place("soon signed out", "session_list", COORDINATOR, "/profile/sessions/", then=warned),
    Place("signed out", "session_list", COORDINATOR, "/profile/sessions/", then=left_alone),
    Place("second step", "mfa_index", COORDINATOR, STEP),
    Place("second step, passkey", "mfa_index", KEYHOLDER, STEP),
    Place("second step, app", "mfa_index", APPROVER, STEP),
    Place("second step, to be set up", "mfa_index", SIGNER, "/countries/"),
    Place("the code at sign-in", "mfa_authenticate", "", "/accounts/login/", then=second_step(APPROVER)),
    Place("the passkey at sign-in", "mfa_authenticate", "", "/accounts/login/", then=second_step(KEYHOLDER)),
    Place("a wrong code at sign-in", "mfa_authenticate", "", "/accounts/login/", then=wrong_code),
    Place("confirm with a code", "mfa_reauthenticate", APPROVER, f"{STEP}confirm/"),
    Place("confirm with a passkey", "mfa_reauthenticate_webauthn", KEYHOLDER, f"{STEP}passkeys/confirm/"),
    Place("set up an app", "mfa_activate_totp", COORDINATOR, f"{STEP}app/", then=confirm),
    Place("take the app away", "mfa_deactivate_totp", APPROVER, f"{STEP}app/remove/", then=confirm),
    Place("add a passkey", "mfa_add_webauthn", COORDINATOR, f"{STEP}passkeys/add/", then=confirm),
    Place("rename a passkey", "mfa_edit_webauthn", KEYHOLDER, f"{STEP}passkeys/4242/name/", then=confirm),
    Place("remove a passkey", "mfa_remove_webauthn", KEYHOLDER, f"{STEP}passkeys/4242/remove/", then=confirm),
    Place("new recovery codes", "mfa_generate_recovery_codes", APPROVER, f"{STEP}recovery-codes/new/", then=confirm),
    Place("recovery codes", "mfa_view_recovery_codes", APPROVER, f"{STEP}recovery-codes/new/", then=make_codes),
)

#: Addresses that show no page of their own: they answer a post, a script or a download, or lead on.
NO_PAGE = {
    "people_find",
    "people_second_factor",
    "member_role",
    "member_reset",
    "invitation_resend",
    "invitation_revoke",
    "session_end",
    "session_end_others",
    "session_time",
    "second_factor_skip",
    "mfa_list_webauthn",
    "mfa_download_recovery_codes",
    "sso_login",
    "openid_connect_callback",
}
