"""Approval and signature."""

NO_PAGE = {"round_for_approval", "round_give_back"}
PLACES = ()
