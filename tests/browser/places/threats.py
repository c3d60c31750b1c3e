"""Threat picture, commitments and themes."""

from tests.browser.site import APPROVER, BEGINNER, CONTRIBUTOR, COORDINATOR, REVIEWER, VIEWER
from tests.browser.steps import Place, open_all, post

PLACES = (
    Place("threat picture", "threat_list", COORDINATOR, "/R/threats/", then=open_all),
    Place("threat picture for a contributor", "threat_list", CONTRIBUTOR, "/R/threats/"),
    Place("threat picture read only", "threat_list", VIEWER, "/R/threats/"),
    Place("threat picture of a new round", "threat_list", BEGINNER, "/NEW/threats/"),
    Place("threat picture of an accepted round", "threat_list", REVIEWER, "/OLD/threats/"),
    Place("an importance accepted", "threat_list", COORDINATOR, "/R/threats/", then=post('#i19 button[name="accept"]')),
    Place("commitments", "commitment_list", COORDINATOR, "/R/commitments/"),
    Place("commitments read only", "commitment_list", APPROVER, "/R/commitments/"),
    Place("themes", "theme_list", COORDINATOR, "/R/themes/"),
    Place("themes of a new round", "theme_list", BEGINNER, "/NEW/themes/"),
)

#: It answers a post and leads back to the threat picture.
NO_PAGE = {"threat_importance"}
