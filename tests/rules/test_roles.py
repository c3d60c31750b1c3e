"""The one table of permissions, spelled out a second time."""

import pytest

from assessments.roles import (
    COUNTRY_ROLES,
    GIVES,
    KEPT_IN_COUNTRY,
    KEPT_IN_SECRETARIAT,
    NEEDS_EDITABLE_ROUND,
    NEEDS_SECOND_FACTOR,
    ORDER,
    PERMISSIONS,
    SECRETARIAT_ROLES,
    Permission,
    Role,
    gives,
)

# Who may do what. Columns: coordinator, contributor, approver, viewer | reviewer, administrator.
GRID = """
                    coord  contr  appr  view | rev  admin
view_country          x      x     x     x   |  x     x
view_round            x      x     x     x   |  x     x
download_report       x      x     x     x   |  x     x
view_moves            x      x     x     x   |  x     x
view_history          x      x     x     x   |  .     .
edit_answer           x      x     .     .   |  .     .
set_priorities        x      .     .     .   |  .     .
edit_plan             x      x     .     .   |  .     .
open_round            x      .     .     .   |  .     .
send_for_approval     x      .     .     .   |  .     .
send_round            x      .     x     .   |  .     .
send_back             .      .     x     .   |  .     .
review                .      .     .     .   |  x     x
reopen                .      .     .     .   |  .     x
consent               x      .     .     .   |  .     .
administer            .      .     .     .   |  .     x
view_people           x      x     x     x   |  .     x
manage_people         x      .     .     .   |  .     x
"""
ROLES = (
    Role.COORDINATOR,
    Role.CONTRIBUTOR,
    Role.APPROVER,
    Role.VIEWER,
    Role.REVIEWER,
    Role.ADMINISTRATOR,
)
LINES = [line.replace("|", "").split() for line in GRID.strip().splitlines()[1:]]


@pytest.mark.parametrize(("permission", "marks"), [(line[0], line[1:]) for line in LINES])
def test_who_may(permission: str, marks: list[str]) -> None:
    allowed = [mark == "x" for mark in marks]
    assert [Permission(permission) in PERMISSIONS[role] for role in ROLES] == allowed


def test_the_grid_names_every_permission_and_every_role() -> None:
    assert [line[0] for line in LINES] == [permission.value for permission in Permission]
    assert set(PERMISSIONS) == set(Role) == set(ROLES)
    assert all(len(line) == 1 + len(ROLES) for line in LINES)


def test_a_role_belongs_to_a_country_or_to_the_secretariat() -> None:
    assert set(COUNTRY_ROLES) == {"coordinator", "contributor", "approver", "viewer"}
    assert set(SECRETARIAT_ROLES) == {"reviewer", "administrator"}


def test_the_secretariat_changes_no_answer() -> None:
    for role in SECRETARIAT_ROLES:
        assert not PERMISSIONS[role] & NEEDS_EDITABLE_ROUND


def test_what_needs_a_round_that_can_be_changed() -> None:
    assert {"edit_answer", "set_priorities"} == NEEDS_EDITABLE_ROUND


@pytest.mark.parametrize(
    ("giver", "in_country", "in_secretariat"),
    [
        ("coordinator", "coordinator contributor approver viewer", ""),
        ("contributor", "", ""),
        ("approver", "", ""),
        ("viewer", "", ""),
        ("reviewer", "", ""),
        ("administrator", "coordinator", "reviewer administrator"),
    ],
)
def test_who_gives_which_role(giver: str, in_country: str, in_secretariat: str) -> None:
    assert set(gives(Role(giver), in_country=True)) == set(in_country.split())
    assert set(gives(Role(giver), in_country=False)) == set(in_secretariat.split())


def test_nobody_gives_a_role_above_their_own() -> None:
    assert sorted(ORDER) == sorted(Role)
    for giver in Role:
        for in_country in (True, False):
            for role in gives(giver, in_country=in_country):
                assert ORDER.index(role) <= ORDER.index(giver)


def test_who_gives_roles_manages_people() -> None:
    assert set(GIVES) == {role for role in Role if Permission.MANAGE_PEOPLE in PERMISSIONS[role]}


def test_the_role_that_is_kept_can_be_given() -> None:
    """A country whose last coordinator fell ill gets another one from the secretariat."""
    assert KEPT_IN_COUNTRY in gives(Role.ADMINISTRATOR, in_country=True)
    assert KEPT_IN_SECRETARIAT in gives(Role.ADMINISTRATOR, in_country=False)


def test_who_needs_a_second_factor() -> None:
    assert {"administrator", "reviewer", "approver"} == NEEDS_SECOND_FACTOR
