"""A framework small enough to read: two domains, three capabilities, one further language."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command

HEAD = """\
framework: small
version: "1"
language: en
name: Small framework
notice: Made for tests
phases:
  - {phase: 0, name: Not started, summary: Nothing, text: Nothing at all}
  - {phase: 1, name: Building, summary: First, text: First steps}
  - {phase: 2, name: Enhancement, summary: Set up, text: Set up in part}
  - {phase: 3, name: Integration, summary: Everywhere, text: Works everywhere}
  - {phase: 4, name: Maturity, summary: Evaluated, text: Evaluated and lasting}
themes:
  - {code: law, name: Law}
  - {code: help, name: Help}
enablers:
  - {code: e1, name: Money, text: There is money}
domains:
"""


def capability(code: str, *, requires: str = "[]", extra: str = "") -> str:
    signs = "".join(
        f"          {phase}{letter}: Sign {code} {phase}{letter}\n" for phase in range(1, 5) for letter in "ab"
    )
    phases = "".join(f"          {phase}: Phase {phase} of {code}\n" for phase in range(5))
    return f"""\
      - code: "{code}"
        name: Capability {code}
        theme: law
        requires: {requires}
        summary: Summary {code}
        requirement: Requirement {code}
        why: Why {code}
        phases:
{phases}        signs:
{signs}        evidence:
          - Evidence {code}
{extra}"""


def domain(code: str, capabilities: str) -> str:
    return f"""\
  - code: {code}
    name: Domain {code}
    outcome: Outcome {code}
    outcome_text: Outcome text {code}
    capabilities:
{capabilities}"""


NEIGHBOUR = """\
        not_to_confuse:
          - code: "3"
            text: Not the same as 3
"""
HARMS = """\
harms:
  - {code: h1, name: Harm one, text: A harm, capabilities: ["1", "3"]}
  - {code: h2, name: Harm two, text: Another harm, capabilities: ["2"]}
commitments:
  - {code: k1, summit: Summit, name: Promise, text: A promise, capabilities: ["1"]}
"""
FRAMEWORK = (
    HEAD.replace("domains:\n", HARMS + "domains:\n")
    + domain("first", capability("1", extra=NEIGHBOUR) + capability("2", requires='["1"]'))
    + domain("second", capability("3", requires='["2"]'))
)


def _spanish_of(code: str) -> str:
    lines = [f"{code}.{name}: {name} {code} es" for name in ("name", "summary", "requirement", "why")]
    lines += [f"{code}.phase.{phase}: fase {phase}" for phase in range(5)]
    lines += [f"{code}.sign.{phase}{letter}: indicio {phase}{letter}" for phase in range(1, 5) for letter in "ab"]
    return "\n".join([*lines, f"{code}.evidence.1: prueba {code}", ""])


SPANISH = (
    'framework: small\nversion: "1"\nlanguage: es\nname: Marco pequeño\nnotice: Para pruebas\n'
    + "".join(
        f"phase.{phase}.{name}: {name} {phase} es\n" for phase in range(5) for name in ("name", "summary", "text")
    )
    + "theme.law.name: Ley\ntheme.help.name: Ayuda\nenabler.e1.name: Dinero\nenabler.e1.text: Hay dinero\n"
    + "harm.h1.name: Daño uno\nharm.h1.text: Un daño\nharm.h2.name: Daño dos\nharm.h2.text: Otro daño\n"
    + "commitment.k1.summit: Cumbre\ncommitment.k1.name: Promesa\ncommitment.k1.text: Una promesa\n"
    + "".join(
        f"{code}.{name}: {name} es\n" for code in ("first", "second") for name in ("name", "outcome", "outcome_text")
    )
    + _spanish_of("1")
    + "1.not_to_confuse.3: No es lo mismo que 3\n"
    + _spanish_of("2")
    + _spanish_of("3")
)


#: The same as it was before harms and commitments: files of that time stay valid.
_OLD_KEYS = ("harm.", "commitment.")
OLD_FRAMEWORK = FRAMEWORK.replace(HARMS, "")
OLD_SPANISH = "".join(line for line in SPANISH.splitlines(keepends=True) if not line.startswith(_OLD_KEYS))


def write(folder: Path, framework: str = FRAMEWORK, spanish: str | None = SPANISH) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "framework.yaml").write_text(framework, encoding="utf-8")
    if spanish is None:
        (folder / "es.yaml").unlink(missing_ok=True)
    else:
        (folder / "es.yaml").write_text(spanish, encoding="utf-8")
    return folder


def run_translation(folder: Path, *arguments: str) -> str:
    """What `manage.py framework_translation` prints for this framework."""
    out = StringIO()
    call_command("framework_translation", "small", "1", "--folder", str(folder), *arguments, stdout=out)
    return out.getvalue()
