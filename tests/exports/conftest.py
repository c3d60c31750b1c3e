"""A round with rows in the database, on a framework of two capabilities: small, so that it renders fast."""

import datetime as dt

import pytest

from assessments.models import (
    Assessment,
    Capability,
    Country,
    Domain,
    Enabler,
    EnablerAnswer,
    Evidence,
    Framework,
    Priority,
    Response,
    Sign,
    SignAnswer,
    User,
)

MOMENT = dt.datetime(2026, 11, 4, 9, 30, tzinfo=dt.UTC)
HOSTILE = (
    '<script>alert(1)</script> <svg onload="alert(2)"> <img src="file:///etc/passwd"> </div></section> '
    "{{ code }} \u202egnirts desrever\u202c \x07"
)
LONG_WORD = "x" * 10_000


@pytest.fixture(autouse=True)
def reports_dir(settings, tmp_path):
    settings.REPORTS_DIR = tmp_path / "reports"
    return settings.REPORTS_DIR


def texts(english: str, spanish: str) -> dict[str, str]:
    return {"en": english, "es": spanish}


@pytest.fixture
def framework(db):
    names = [("Not started", "Sin iniciar"), ("Building", "Construcción"), ("Enhancement", "Mejora")]
    names += [("Integration", "Integración"), ("Maturity", "Madurez")]
    made = Framework.objects.create(
        code="small",
        version="1",
        names=texts("Small framework", "Marco pequeño"),
        notices=texts("Written for the tests.", "Escrito para las pruebas."),
        phases=[{"name": texts(*name), "summary": texts("s", "s"), "text": texts("t", "t")} for name in names],
        languages=["en", "es"],
        checksum="1",
        texts_checksum="1",
    )
    domain = Domain.objects.create(framework=made, code="policy", order=1, names=texts("Policy", "Política"))
    for order, name in enumerate((("Leadership", "Liderazgo"), ("Legislation", "Legislación")), start=1):
        capability = Capability.objects.create(
            framework=made,
            domain=domain,
            code=str(order),
            order=order,
            theme="policy",
            names=texts(*name),
            requirements=texts("A body that leads.", "Un órgano que dirige."),
            phases=[texts("p", "p")] * 5,
        )
        for phase in range(1, 5):
            Sign.objects.create(
                capability=capability,
                code=f"{phase}a",
                phase=phase,
                order=phase,
                texts=texts(f"Sign {phase} of {name[0]}", f"Señal {phase} de {name[1]}"),
            )
    Enabler.objects.create(framework=made, code="e1", order=1, names=texts("Money", "Dinero"))
    return made


@pytest.fixture
def user(db):
    return User.objects.create_user("ana@example.org", name="Ana Rahman")


@pytest.fixture
def assessment(framework, user):
    """Capability 1: phase 2, hostile words everywhere. Capability 2: "don't know"."""
    country = Country.objects.create(iso3="XSA", names=texts("Sampland", "Muestra"), region="002", subregion="014")
    made = Assessment.objects.create(
        country=country,
        framework=framework,
        year=2026,
        title="Round <b>2026</b>",
        target_year=2028,
        opened_by=user,
        opened_at=MOMENT,
        state_at=MOMENT,
    )
    first, second = framework.capabilities.order_by("order")
    answer = Response.objects.create(
        assessment=made,
        capability=first,
        phase=2,
        target=4,
        target_year=2028,
        reason=HOSTILE,
        justification=f"{HOSTILE} {LONG_WORD}",
        law="yes",
        practice="partly",
        nationwide="no",
        funded="no",
        participants=["police", "civil_society"],
        participants_note=HOSTILE,
        confidence=2,
        revision=1,
        saved_at=MOMENT,
        saved_by=user,
    )
    for sign, said in zip(first.signs.order_by("order"), ("yes", "unknown", "yes", "no"), strict=True):
        SignAnswer.objects.create(response=answer, sign=sign, answer=said)
    for title, url in (
        (f"{HOSTILE[:200]}", "https://www.example.org/law?a=1&b=<2>"),
        ("A script", "javascript:alert(3)"),
        ("A file", "file:///etc/passwd"),
    ):
        Evidence.objects.create(response=answer, title=title, url=url, added_by=user, added_at=MOMENT)
    Response.objects.create(
        assessment=made, capability=second, phase_unknown=True, justification="Nobody could say.", revision=1
    )
    Priority.objects.create(
        assessment=made,
        capability=first,
        importance=5,
        feasibility=3,
        horizon="now",
        moved_to=1,
        move_reason=HOSTILE,
    )
    EnablerAnswer.objects.create(assessment=made, enabler=framework.enablers.get(), answer="partly", note=HOSTILE)
    return Assessment.objects.select_related("country", "framework", "sent_by").get(pk=made.pk)
