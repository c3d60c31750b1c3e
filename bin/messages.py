"""Is every string of the interface translated? Extracts them anew into a copy of the tree and compares.

For each language of the settings: no empty and no fuzzy message, every plural form filled, the same placeholders as in
the source.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from django.utils.translation import to_locale  # noqa: E402

from mnr import settings  # noqa: E402

COPIED = ("assessments", "mnr", "templates", "locale", "manage.py")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+>")


def problems_of(message: Message, plural_forms: int) -> list[str]:
    sources = message.id if isinstance(message.id, tuple) else (message.id,)
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    if not all(texts):
        return ["not translated"]
    if message.pluralizable and len(texts) != plural_forms:
        return [f"{len(texts)} plural forms instead of {plural_forms}"]
    if message.fuzzy:
        return ["fuzzy"]
    wanted = set(PLACEHOLDER.findall(sources[-1]))
    allowed = wanted | set(PLACEHOLDER.findall(sources[0]))
    found = []
    for text in texts:
        used = set(PLACEHOLDER.findall(text))
        if used - allowed:
            found.append(f"unknown placeholder {sorted(used - allowed)}")
    if wanted - set(PLACEHOLDER.findall(texts[-1])):
        found.append(f"missing placeholder {sorted(wanted - set(PLACEHOLDER.findall(texts[-1])))}")
    return found


def main() -> int:
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in COPIED:
            source = ROOT / name
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, Path(folder) / name)
        languages = sorted(to_locale(code) for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
        options = [part for language in languages for part in ("-l", language)]
        subprocess.run(
            [sys.executable, "manage.py", "makemessages", "--no-obsolete", *options],
            cwd=folder,
            check=True,
            capture_output=True,
        )
        for language in languages:
            with (Path(folder) / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
                catalog = read_po(file, locale=language)
            for message in catalog:
                if message.id:
                    for problem in problems_of(message, catalog.num_plurals):
                        bad += 1
                        print(f"{language}: {problem}: {message.id!r} ({message.locations[:1]})")
            print(f"{language}: {len(catalog)} messages")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
