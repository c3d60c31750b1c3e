"""The people of the demonstration, their common password, and the file that tells it."""

import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from assessments.content import FRAMEWORKS
from assessments.models import Country
from assessments.roles import Role

DEMO = FRAMEWORKS.parent / "demo"
SAMPLAND, EXAMPLELAND = "XSA", "XSB"


@dataclass(frozen=True)
class DemoAccount:
    """One person. `key` names them in content/demo; `country` is empty for the secretariat."""

    key: str
    email: str
    name: str
    organisation: str
    role: Role
    country: str = ""


ACCOUNTS = (
    DemoAccount(
        "coordinator",
        "coordinator@sampland.example",
        "A. Rahman",
        "Ministry of Social Affairs",
        Role.COORDINATOR,
        SAMPLAND,
    ),
    DemoAccount(
        "contributor",
        "contributor@sampland.example",
        "L. Haddad",
        "Ministry of Justice",
        Role.CONTRIBUTOR,
        SAMPLAND,
    ),
    DemoAccount(
        "approver",
        "approver@sampland.example",
        "D. Okello",
        "Prime Minister’s Office",
        Role.APPROVER,
        SAMPLAND,
    ),
    DemoAccount(
        "viewer",
        "viewer@sampland.example",
        "M. Costa",
        "National Statistics Office",
        Role.VIEWER,
        SAMPLAND,
    ),
    DemoAccount(
        "reader",
        "reader@childrights.example",
        "T. Novak",
        "Children First Network",
        Role.READER,
        SAMPLAND,
    ),
    DemoAccount(
        "neighbour",
        "coordinator@exampleland.example",
        "N. Baptiste",
        "Ministry of Family Affairs",
        Role.COORDINATOR,
        EXAMPLELAND,
    ),
    DemoAccount("reviewer", "reviewer@secretariat.example", "J. Mwangi", "Secretariat", Role.REVIEWER),
    DemoAccount(
        "administrator",
        "administrator@secretariat.example",
        "S. Lindqvist",
        "Secretariat",
        Role.ADMINISTRATOR,
    ),
)


# --- the password, and the file that tells it ---


def make_password_to_remember() -> str:
    """Three words and four digits: more than ten thousand million possibilities, and sign-in limits tries."""
    words = (DEMO / "words.txt").read_text(encoding="utf-8").split()
    chosen = [secrets.choice(words) for _ in range(3)]
    return "-".join([*chosen, f"{secrets.randbelow(10_000):04d}"])


def write_accounts(*, accounts: list[DemoAccount], password: str, path: Path) -> None:
    """Writes the list that only its owner reads: whole or not at all, never readable to others in between."""
    names = {
        row.iso3: row.name_in("en").text
        for row in Country.objects.filter(iso3__in={account.country for account in accounts})
    }
    lines = [
        "  ".join((account.email, account.role.value.capitalize(), names.get(account.country, "Secretariat")))
        for account in accounts
    ]
    text = "\n".join([*lines, f"password: {password}", ""])
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # made with mode 600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
