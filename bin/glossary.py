"""Writes docs/glossary.md from assessments/content/glossary: each term in the six languages, and why it was chosen.

.venv/bin/python bin/glossary.py          # writes it
.venv/bin/python bin/glossary.py --check  # exit code 1 when it is not up to date
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from assessments.glossary import GLOSSARIES, SOURCE, Term, read  # noqa: E402

TARGET = ROOT / "docs" / "glossary.md"
LANGUAGES = {"es": "Spanish", "fr": "French", "ar": "Arabic", "pt": "Portuguese", "ru": "Russian"}
HEAD = """# Glossary

The words of the subject follow the Terminology Guidelines for the protection of children from sexual exploitation and
sexual abuse (Luxembourg Guidelines). `bin/glossary.py` writes this page from `assessments/content/glossary/`; the
site shows the same at `/glossary/`. Names of domains and capabilities in languages other than English are this
tool's own translations.
"""


def text() -> str:
    source = read(GLOSSARIES / f"{SOURCE}.yaml", SOURCE)
    others = {code: read(GLOSSARIES / f"{code}.yaml", code) for code in LANGUAGES}
    parts = [HEAD, "## Words of the subject"]
    for number, term in enumerate(source.subject):
        parts.append(_entry(term, {code: words.subject[number] for code, words in others.items()}))
    parts.append("## Words of this tool")
    rows = ["| English | " + " | ".join(LANGUAGES.values()) + " |", "|" + "---|" * (len(LANGUAGES) + 1)]
    for number, term in enumerate(source.tool):
        rows.append(" | ".join(["| " + term.term, *(words.tool[number].term for words in others.values())]) + " |")
    parts.append("\n".join(rows))
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _entry(term: Term, others: dict[str, Term]) -> str:
    lines = [f"### {term.term}", "", term.means]
    if term.avoided:
        lines += ["", f"Not: *{term.avoided}*. {term.why}"]
    lines += ["", "| Language | Term | Why this word | Not |", "|---|---|---|---|"]
    for code, other in others.items():
        lines.append(f"| {LANGUAGES[code]} | {other.term} | {other.choice} | {other.avoided} |")
    return "\n".join(lines)


def main() -> int:
    made = text()
    if "--check" in sys.argv:
        return int(not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != made)
    TARGET.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
