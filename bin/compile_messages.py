"""Compiles locale/*/LC_MESSAGES/django.po where it changed. In Python, because a fresh machine has no msgfmt."""

import os
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_one(source: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    temporary = target.with_suffix(f".{os.getpid()}")
    with temporary.open("wb") as file:
        write_mo(file, catalog)
    # The same time as the source: any other source, older ones too, is seen as a change.
    changed = source.stat().st_mtime_ns
    os.utime(temporary, ns=(changed, changed))
    temporary.replace(target)


def main() -> None:
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns != source.stat().st_mtime_ns:
            print(f"Compiling the translation “{source.parent.parent.name}” …", flush=True)
            compile_one(source, target)


if __name__ == "__main__":
    main()
