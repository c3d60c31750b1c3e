"""The money of an action: amounts as people write them, and amounts that do not fit together."""

from decimal import Decimal
from typing import Any

import pytest

from assessments.models import Action, Assessment, User
from tests import factories as make
from tests.views.pages import error_links, fields, html
from tests.views.test_plan import filled, made, result_of, where

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(ana: User) -> Assessment:
    assessment = make.opened_round(ana)
    make.answer(assessment, ana, "1")
    return assessment


class TestAmounts:
    @pytest.mark.parametrize(
        ("typed", "cost"),
        [("140000", "140000"), ("140 000", "140000"), ("1,140,000.50", "1140000.5"), ("1.140.000,5", "1140000.5"),
         ("140,000", "140000"), ("0", "0"), ("١٤٠٠٠٠", "140000"), ("140\u202f000", "140000")],
    )  # fmt: skip
    def test_as_people_write_them(self, ana: User, draft: Assessment, typed: str, cost: str) -> None:
        client = make.signed_in(ana)
        assert client.post(where("action_new", draft), filled(cost=typed, secured="")).status_code == 302
        assert result_of(draft).actions[0].cost == cost

    @pytest.mark.parametrize(
        ("changed", "field", "message"),
        [
            ({"cost": "1234.567"}, "cost", "“1234.567” has more decimals than USD. Write it like 140000.50."),
            ({"cost": "12.5", "currency": "XOF"}, "cost", "“12.5” has more decimals than XOF. Write it like 140000."),
            (
                {"cost": "1.234", "currency": "KWD"},
                "cost",
                "“1.234” can mean two amounts in KWD. Write 1234 or 1.2340.",
            ),
            ({"secured": "1234.567"}, "secured", "“1234.567” has more decimals than USD."),
            ({"secured": "1.234", "currency": "KWD"}, "secured", "“1.234” can mean two amounts in KWD."),
            ({"cost": "1234.567", "currency": "DEM"}, "cost", "Write the amount in digits"),
        ],
    )
    def test_what_is_refused_by_name(
        self, ana: User, draft: Assessment, changed: dict[str, str], field: str, message: str
    ) -> None:
        response = make.signed_in(ana).post(where("action_new", draft), filled(**changed))
        assert response.status_code == 422 and message in html(response)
        assert f"id_{field}" in error_links(response)
        assert fields(response, "action")[field] == [changed[field]]
        assert not Action.objects.exists()

    def test_three_decimals(self, ana: User, draft: Assessment) -> None:
        """Kept to the thousandth and shown so; a form that nobody touched saves it as it was."""
        client = make.signed_in(ana)
        assert client.post(where("action_new", draft), filled(cost="234.5670", currency="KWD", secured="1.5"))
        row = Action.objects.get()
        assert (row.cost, row.secured) == (Decimal("234.567"), Decimal("1.5"))
        assert "KWD 234.567" in html(client.get(where("action_show", draft, row.pk)))
        address = where("action_edit", draft, row.pk)
        typed = fields(client.get(address), "action")
        assert typed["cost"] == ["234.5670"]
        assert client.post(address, typed).status_code == 302
        row.refresh_from_db()
        assert (row.cost, row.revision) == (Decimal("234.567"), 1)

    def test_an_amount_from_before_is_not_asked_about(self, ana: User, draft: Assessment) -> None:
        """Yen with a part: nobody could save it so today, and whoever changes the title need not know."""
        action = made(draft, ana)
        Action.objects.update(cost=Decimal("1234.5"), currency="JPY")
        client, address = make.signed_in(ana), where("action_edit", draft, action.pk)
        typed = fields(client.get(address), "action")
        assert client.post(address, typed | {"title": "Another"}).status_code == 302
        assert (Action.objects.get().title, Action.objects.get().cost) == ("Another", Decimal("1234.5"))

    def test_of_two_versions_the_chosen_one_is_read_again(self, ana: User, draft: Assessment) -> None:
        action = made(draft, ana, cost="100", currency="KWD")
        client, address = make.signed_in(ana), where("action_edit", draft, action.pk)
        opened: dict[str, Any] = fields(client.get(address), "action")
        assert client.post(address, opened | {"cost": "300"}).status_code == 302
        met = client.post(address, opened | {"cost": "234.5670"})
        assert met.status_code == 409
        decided = fields(met, "action") | {"resolve.cost": "mine"}
        assert client.post(address, decided).status_code == 302
        assert Action.objects.get().cost == Decimal("234.567")
