"""Signing in, and passwords."""

from typing import Any

from tests.access.world import World

TABLE = """
route                method state     nobody norole coordi contri approv viewer review admini other
account_login        GET    -         200    302    302    302    302    302    302    302    302
account_login        POST   -         200    302    302    302    302    302    302    302    302
account_logout       GET    -         302    200    200    200    200    200    200    200    200
account_logout       POST   -         302    302    302    302    302    302    302    302    302
account_inactive     GET    -         200    200    200    200    200    200    200    200    200
account_inactive     POST   -         405    405    405    405    405    405    405    405    405
account_signup       GET    -         200    302    302    302    302    302    302    302    302
account_signup       POST   -         200    302    302    302    302    302    302    302    302
account_reauthenticate           GET  - 302  200    200    200    200    200    200    200    200
account_reauthenticate           POST - 302  200    200    200    200    200    200    200    200
account_change_password          GET  - 302  200    200    200    200    200    200    200    200
account_change_password          POST - 302  200    200    200    200    200    200    200    200
account_set_password             GET  - 302  302    302    302    302    302    302    302    302
account_set_password             POST - 302  302    302    302    302    302    302    302    302
account_reset_password           GET  - 200  200    200    200    200    200    200    200    200
account_reset_password           POST - 200  200    200    200    200    200    200    200    200
account_reset_password_done      GET  - 200  200    200    200    200    200    200    200    200
account_reset_password_done      POST - 405  405    405    405    405    405    405    405    405
account_reset_password_from_key  GET  - 200  200    200    200    200    200    200    200    200
account_reset_password_from_key  POST - 200  200    200    200    200    200    200    200    200
account_reset_password_from_key_done GET  - 200 200 200    200    200    200    200    200    200
account_reset_password_from_key_done POST - 405 405 405    405    405    405    405    405    405
"""


def values(world: World, state: str) -> dict[str, Any]:
    return {"uidb36": "1", "key": "set-password"}
