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


class TestThatFitTogether:
    @pytest.mark.parametrize(
        ("changed", "field", "message"),
        [
            ({"cost": "", "secured": "20"}, "cost", "Say what it costs: a part of it is secured."),
            (
                {"funding": "secured", "cost": "100", "secured": "20"},
                "secured",
                "What is secured does not fit the funding.",
            ),
            (
                {"funding": "none", "cost": "100", "secured": "20"},
                "secured",
                "What is secured does not fit the funding.",
            ),
        ],
    )
    def test_refused_next_to_the_field(
        self, ana: User, draft: Assessment, changed: dict[str, str], field: str, message: str
    ) -> None:
        client = make.signed_in(ana)
        response = client.post(where("action_new", draft), filled(**changed))
        assert response.status_code == 422 and message in html(response)
        assert error_links(response) == [f"id_{field}"]
        assert not Action.objects.exists()
        kept = fields(response, "action") | {"cost": "100", "secured": "20", "funding": "partly"}
        assert client.post(where("action_new", draft), kept).status_code == 302

    def test_the_rest_of_the_page_is_saved(self, ana: User, draft: Assessment) -> None:
        action = made(draft, ana, cost="100", currency="USD")
        client, address = make.signed_in(ana), where("action_edit", draft, action.pk)
        typed = fields(client.get(address), "action")
        response = client.post(address, typed | {"title": "Another", "secured": "20"})
        assert response.status_code == 422 and error_links(response) == ["id_secured"]
        assert fields(response, "action")["secured"] == ["20"]
        row = Action.objects.get()
        assert (row.title, row.cost, row.secured, row.funding) == ("Another", Decimal(100), None, "none")

    def test_two_people_bring_it_about(self, ana: User, ben: User, draft: Assessment) -> None:
        """One says that all is secured, the other that 20 of 100 are: the second is asked."""
        action = made(draft, ana, cost="100", currency="USD", funding="partly")
        one, two, address = make.signed_in(ana), make.signed_in(ben), where("action_edit", draft, action.pk)
        opened, beside = fields(one.get(address), "action"), fields(two.get(address), "action")
        assert one.post(address, opened | {"funding": "secured", "start": "2027-05-01"}).status_code == 302
        response = two.post(address, beside | {"secured": "20", "title": "Another", "due": "2027-04-30"})
        assert response.status_code == 422 and set(error_links(response)) == {"id_secured", "id_due"}
        assert "What is secured does not fit the funding." in html(response)
        shown = fields(response, "action")
        assert (shown["secured"], shown["funding"], shown["title"]) == (["20"], ["secured"], ["Another"])
        row = Action.objects.get()
        assert (row.funding, row.secured, row.title) == ("secured", None, "Another")
        assert (shown["start"], shown["due"]) == (["2027-05-01"], ["2027-04-30"])
        assert two.post(address, shown | {"funding": "partly", "due": ""}).status_code == 302
        row.refresh_from_db()
        assert (row.funding, row.secured) == ("partly", Decimal(20))

    def test_the_currency_of_a_saved_amount(self, ana: User, draft: Assessment) -> None:
        """Only the currency is sent: the amount that stands has more decimals than it."""
        action = made(draft, ana, cost="100.5", currency="USD")
        response = make.signed_in(ana).post(
            where("action_edit", draft, action.pk), {"revision": "1", "currency": "JPY"}
        )
        assert response.status_code == 422 and "An amount has more decimals than the currency." in html(response)
        assert Action.objects.get().currency == "USD"

    def test_money_from_before_does_not_hold_up_the_rest(self, ana: User, draft: Assessment) -> None:
        action = made(draft, ana, cost="100", currency="USD")
        Action.objects.update(funding="secured", secured=Decimal(20))
        client, address = make.signed_in(ana), where("action_edit", draft, action.pk)
        response = client.post(address, fields(client.get(address), "action") | {"title": "Another"})
        assert response.status_code == 422 and error_links(response) == ["id_secured"]
        assert Action.objects.get().title == "Another"


def test_the_page_of_the_brief_names_every_sum(ana: User, draft: Assessment) -> None:
    """Six columns did not fit beside the decisions: the last ones were cut off in every language."""
    client = make.signed_in(ana)
    client.post(where("action_new", draft), filled(cost="1572000", secured="", funding="none"))
    page = html(client.get(where("brief_edit", draft)))
    part = page[page.index("What it costs, and what is funded") :]
    assert part.count("1,572,000") == 2  # the whole, and what is still to find
    assert [title in part for title in ("Whole cost", "Secured", "Requested", "Still to find", "Not known")] == [
        True
    ] * 5
    assert "<table" not in part
