import pytest

from assessments.devices import device_of

MOZILLA = "Mozilla/5.0"


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64; rv:139.0) Gecko/20100101 Firefox/139.0", ("Firefox", "Windows")),
        (
            f"{MOZILLA} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0 Safari/537.36 Edg/137.0",
            ("Edge", "Windows"),
        ),
        (
            f"{MOZILLA} (Macintosh; Intel Mac OS X 14_4) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
            ("Safari", "macOS"),
        ),
        (
            f"{MOZILLA} (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 CriOS/123.0 Mobile Safari/604.1",
            ("Chrome", "iPhone"),
        ),
        (f"{MOZILLA} (Linux; Android 14) AppleWebKit/537.36 Chrome/123.0 Mobile Safari/537.36", ("Chrome", "Android")),
        ("curl/8.5", ("", "")),
        ("", ("", "")),
    ],
)
def test_what_its_owner_recognises(agent: str, expected: tuple[str, str]) -> None:
    assert device_of(agent) == expected
