from pathlib import Path

import pytest


@pytest.fixture
def put(tmp_path: Path):
    def put(content: bytes) -> Path:
        path = tmp_path / "upload"
        path.write_bytes(content)
        return path

    return put
