"""What the tests of framework files share: a small framework in a folder of its own."""

from pathlib import Path

import pytest

from tests.content import small


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small").mkdir()
    return small.write(tmp_path / "small", small.FRAMEWORK, None)
