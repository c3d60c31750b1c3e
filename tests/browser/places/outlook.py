"""The gap register, the check before sending, and the brief."""

from tests.browser.site import BEGINNER, COORDINATOR, REVIEWER, VIEWER
from tests.browser.steps import Place, refuse

# R is Sampland's round of 2026, OLD the accepted one of 2024, NEW one in which nothing is answered.
PLACES = (
    Place("register", "register_show", COORDINATOR, "/R/register/"),
    Place("register filtered", "register_show", VIEWER, "/R/register/?state=closed"),
    Place("register of a new round", "register_show", BEGINNER, "/NEW/register/"),
    Place("register of an accepted round", "register_show", REVIEWER, "/OLD/register/"),
    Place("what changed and why", "register_changes", COORDINATOR, "/R/register/changes/"),
    Place("what changed in a first round", "register_changes", REVIEWER, "/OLD/register/changes/"),
    Place("check before sending", "check_show", COORDINATOR, "/R/check/"),
    Place("check of a new round", "check_show", BEGINNER, "/NEW/check/"),
    Place("brief", "brief_edit", COORDINATOR, "/R/brief/"),
    Place("brief with nothing worded", "brief_edit", BEGINNER, "/NEW/brief/"),
    Place("brief read only", "brief_edit", VIEWER, "/R/brief/"),
    Place("brief refused", "brief_edit", COORDINATOR, "/R/brief/", 422, then=refuse("#id_d1-text", "word " * 200)),
)

#: Addresses that show no page of their own: they answer a post, a script or a download.
NO_PAGE = {"brief_prepare", "brief_status", "brief_download"}
