"""The one table of permissions, spelled out a second time."""

import pytest

from assessments.roles import (
    ASSIGNABLE,
    COUNTRY_ROLES,
    EVERYTHING,
    GIVES,
    KEPT_IN_COUNTRY,
    KEPT_IN_SECRETARIAT,
    KNOWS_THE_ANSWERS,
    NEEDS_EDITABLE_ROUND,
    NEEDS_SECOND_FACTOR,
    NO_PART,
    ONLY_ASSIGNED,
    ONLY_OWN,
    ORDER,
    PERMISSIONS,
    SECRETARIAT_ROLES,
    Part,
    Permission,
    Role,
    gives,
    reach,
)

# Who may do what. Columns: coordinator, contributor, approver, viewer, reader | reviewer, administrator.
GRID = """
                    coord  contr  appr  view  read | rev  admin
view_country          x      x     x     x     .   |  x     x
view_round            x      x     x     x     .   |  x     x
download_report       x      x     x     x     .   |  x     x
view_moves            x      x     x     x     .   |  x     x
view_history          x      x     x     x     .   |  .     .
edit_answer           x      x     .     .     .   |  .     .
edit_context          x      .     .     .     .   |  .     .
assign                x      .     .     .     .   |  .     .
set_priorities        x      .     .     .     .   |  .     .
edit_plan             x      x     .     .     .   |  .     .
remove_action         x      x     .     .     .   |  .     .
open_round            x      .     .     .     .   |  .     .
send_for_approval     x      .     .     .     .   |  .     .
send_round            x      .     x     .     .   |  .     .
approve               .      .     x     .     .   |  .     .
send_back             .      .     x     .     .   |  .     .
review                .      .     .     .     .   |  x     x
reopen                .      .     .     .     .   |  .     x
consent               x      .     .     .     .   |  .     .
administer            .      .     .     .     .   |  .     x
view_people           x      x     x     x     .   |  .     x
manage_people         x      .     .     .     .   |  .     x
ask_view              x      .     .     .     .   |  .     .
give_view             .      .     .     .     x   |  .     .
comment               x      x     x     .     .   |  x     x
"""
ROLES = (
    Role.COORDINATOR,
    Role.CONTRIBUTOR,
    Role.APPROVER,
    Role.VIEWER,
    Role.READER,
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
    assert set(COUNTRY_ROLES) == {"coordinator", "contributor", "approver", "viewer", "reader"}
    assert set(SECRETARIAT_ROLES) == {"reviewer", "administrator"}


def test_the_secretariat_changes_no_answer() -> None:
    for role in SECRETARIAT_ROLES:
        assert not PERMISSIONS[role] & NEEDS_EDITABLE_ROUND


def test_what_needs_a_round_that_can_be_changed() -> None:
    assert {"edit_answer", "edit_context", "assign", "set_priorities", "ask_view"} == NEEDS_EDITABLE_ROUND


@pytest.mark.parametrize(
    ("permission", "roles", "expected"),
    [
        ("edit_answer", "coordinator", "all"),
        ("edit_answer", "contributor", "assigned"),
        ("edit_answer", "contributor coordinator", "all"),
        ("edit_answer", "coordinator contributor", "all"),
        ("edit_answer", "viewer contributor", "assigned"),
        ("edit_answer", "viewer", "nothing"),
        ("edit_answer", "", "nothing"),
        ("edit_context", "contributor", "nothing"),
        ("edit_context", "coordinator", "all"),
        ("edit_plan", "contributor", "assigned"),
        ("edit_plan", "contributor coordinator", "all"),
        ("edit_plan", "approver", "nothing"),
        ("remove_action", "contributor", "own"),
        ("remove_action", "viewer contributor", "own"),
        ("remove_action", "contributor coordinator", "all"),
        ("remove_action", "viewer", "nothing"),
        ("assign", "contributor", "nothing"),
    ],
)
def test_how_far_a_permission_reaches(permission: str, roles: str, expected: str) -> None:
    assert reach(Permission(permission), [Role(role) for role in roles.split()]) == expected


def test_who_can_be_given_a_capability() -> None:
    assert set(ASSIGNABLE) == {"coordinator", "contributor"}


def test_what_is_limited_to_the_assigned_is_granted_at_all() -> None:
    for role, limited in ONLY_ASSIGNED.items():
        assert limited <= PERMISSIONS[role]


def test_what_is_limited_to_one_s_own_is_limited_to_the_assigned_too() -> None:
    for role, limited in ONLY_OWN.items():
        assert limited <= ONLY_ASSIGNED[role]


@pytest.mark.parametrize(
    ("part", "named", "expected"),
    [
        (EVERYTHING, ["1", "2"], True),
        (EVERYTHING, [], True),
        (Part(frozenset({"1", "3"})), ["2", "3"], True),
        (Part(frozenset({"1", "3"})), ["2"], False),
        (Part(frozenset({"1"})), ["11"], False),
        (Part(frozenset({"1"})), [], False),
        (NO_PART, ["1"], False),
    ],
)
def test_a_part_touches_what_names_one_of_its_capabilities(part: Part, named: list[str], expected: bool) -> None:
    assert part.touches(named) is expected


def test_who_has_a_part_at_all() -> None:
    assert EVERYTHING and EVERYTHING.is_all
    assert Part(frozenset({"1"})) and not Part(frozenset({"1"})).is_all
    assert not NO_PART and not NO_PART.is_all


@pytest.mark.parametrize(
    ("giver", "in_country", "in_secretariat"),
    [
        ("coordinator", "coordinator contributor approver viewer reader", ""),
        ("contributor", "", ""),
        ("approver", "", ""),
        ("viewer", "", ""),
        ("reader", "", ""),
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


def test_a_reader_knows_no_answers_and_everybody_else_may() -> None:
    assert set(KNOWS_THE_ANSWERS) == set(Role) - {Role.READER}
    assert PERMISSIONS[Role.READER] == {"give_view"}
