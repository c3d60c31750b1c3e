"""People, invitations, sessions, the second step and single sign-on."""

from typing import Any

from django.utils import timezone

from assessments.models import Invitation, Membership
from assessments.models.invitation import digest_of
from tests.access.world import World

# Who has no role is invited, and has not proved the address: they are told to open the link of the letter.
# Nobody of the world signed in with a password, so what protects an account asks for it once more: 302.
TABLE = """
route                method state     nobody norole coordi contri approv viewer review admini other
people_list          GET    -         302    404    200    200    200    200    403    200    404
people_list          POST   -         302    404    302    403    403    403    403    422    404
people_second_factor GET    -         302    405    405    405    405    405    405    405    405
people_second_factor POST   -         302    404    302    403    403    403    403    403    404
member_role          GET    -         302    405    405    405    405    405    405    405    405
member_role          POST   -         302    404    302    403    403    403    403    403    404
member_remove        GET    -         302    404    200    403    403    403    403    200    404
member_remove        POST   -         302    404    302    403    403    403    403    403    404
member_reset         GET    -         302    405    405    405    405    405    405    405    405
member_reset         POST   -         302    404    302    403    403    403    403    403    404
invitation_resend    GET    -         302    405    405    405    405    405    405    405    405
invitation_resend    POST   -         302    404    302    403    403    403    403    403    404
invitation_revoke    GET    -         302    405    405    405    405    405    405    405    405
invitation_revoke    POST   -         302    404    302    403    403    403    403    403    404
secretariat_list     GET    -         302    404    404    404    404    404    403    200    404
secretariat_list     POST   -         302    404    404    404    404    404    403    422    404
people_find          GET    -         302    404    404    404    404    404    403    404    404
people_find          POST   -         302    405    405    405    405    405    405    405    405
invitation_accept    GET    -         200    403    403    403    403    403    403    403    403
invitation_accept    POST   -         302    403    403    403    403    403    403    403    403
invitation_offered   GET    -         302    200    404    404    404    404    404    404    404
invitation_offered   POST   -         302    403    404    404    404    404    404    404    404
session_list         GET    -         302    200    200    200    200    200    200    200    200
session_list         POST   -         302    405    405    405    405    405    405    405    405
session_end          GET    -         302    405    405    405    405    405    405    405    405
session_end          POST   -         302    404    404    404    404    404    404    404    404
session_end_others   GET    -         302    405    405    405    405    405    405    405    405
session_end_others   POST   -         302    302    302    302    302    302    302    302    302
session_time         GET    -         200    200    200    200    200    200    200    200    200
session_time         POST   -         200    200    200    200    200    200    200    200    200
mfa_index            GET    -         302    200    200    200    200    200    200    200    200
mfa_index            POST   -         302    405    405    405    405    405    405    405    405
mfa_list_webauthn    GET    -         302    200    200    200    200    200    200    200    200
mfa_list_webauthn    POST   -         302    405    405    405    405    405    405    405    405
second_factor_skip   GET    -         302    405    405    405    405    405    405    405    405
second_factor_skip   POST   -         302    403    403    403    403    403    403    403    403
mfa_authenticate     GET    -         302    302    302    302    302    302    302    302    302
mfa_authenticate     POST   -         302    302    302    302    302    302    302    302    302
mfa_reauthenticate   GET    -         302    302    302    302    200    302    200    200    200
mfa_reauthenticate   POST   -         302    302    302    302    200    302    200    200    200
mfa_reauthenticate_webauthn GET  -    302    302    302    302    302    302    302    302    302
mfa_reauthenticate_webauthn POST -    302    302    302    302    302    302    302    302    302
mfa_activate_totp    GET    -         302    302    302    302    302    302    302    302    302
mfa_activate_totp    POST   -         302    302    302    302    302    302    302    302    302
mfa_deactivate_totp  GET    -         302    404    404    404    302    404    302    302    302
mfa_deactivate_totp  POST   -         302    404    404    404    302    404    302    302    302
mfa_add_webauthn     GET    -         302    302    302    302    302    302    302    302    302
mfa_add_webauthn     POST   -         302    302    302    302    302    302    302    302    302
mfa_edit_webauthn    GET    -         302    302    302    302    302    302    302    302    302
mfa_edit_webauthn    POST   -         302    302    302    302    302    302    302    302    302
mfa_remove_webauthn  GET    -         302    302    302    302    302    302    302    302    302
mfa_remove_webauthn  POST   -         302    302    302    302    302    302    302    302    302
mfa_view_recovery_codes     GET  -    302    404    404    404    404    404    404    404    404
mfa_view_recovery_codes     POST -    302    405    405    405    405    405    405    405    405
mfa_generate_recovery_codes GET  -    302    302    302    302    302    302    302    302    302
mfa_generate_recovery_codes POST -    302    302    302    302    302    302    302    302    302
mfa_download_recovery_codes GET  -    302    404    404    404    404    404    404    404    404
mfa_download_recovery_codes POST -    302    404    404    404    404    404    404    404    404
sso_login            GET    -         404    404    404    404    404    404    404    404    404
sso_login            POST   -         405    405    405    405    405    405    405    405    405
openid_connect_callback GET  -        404    404    404    404    404    404    404    404    404
openid_connect_callback POST -        405    405    405    405    405    405    405    405    405
"""

TOKEN = "a-token-of-the-matrix"


def values(world: World, state: str) -> dict[str, Any]:
    contributor = world.people["contri"][0]
    invitation, _made = Invitation.objects.get_or_create(
        digest=digest_of(TOKEN),
        defaults={
            "country": world.rounds["draft"].country,
            "email": "someone.new@example.org",
            "role": "viewer",
            "invited_by": world.coordinator,
            "sent_at": timezone.now(),
        },
    )
    invited = world.people["norole"][0]
    offer, _made = Invitation.objects.get_or_create(
        digest=digest_of("of somebody who has an account"),
        defaults={
            "country": world.rounds["draft"].country,
            "email": invited.email if invited else "",
            "role": "viewer",
            "invited_by": world.coordinator,
        },
    )
    return {
        "offer_id": offer.pk,
        "membership_id": Membership.objects.get(user=contributor).pk,
        "invitation_id": invitation.pk,
        "token": TOKEN,
        "session_id": 999_999,
        "pk": 999_999,
        "provider_id": "sso",
    }


def forms(world: World, state: str) -> dict[str, dict[str, Any]]:
    invite = {"email": "another@example.org", "role": "viewer", "organisation": "", "language": "en"}
    return {
        "people_list": invite,
        "secretariat_list": invite,
        "people_second_factor": {"required": "1"},
        "member_role": {"role": "viewer", "was": "contributor"},
        "invitation_accept": {"name": "Someone New", "password": "quite a long secret"},
        "mfa_reauthenticate": {"code": "000000"},
    }
