"""What counts as words that somebody can read, and what in a text is a file or a command in disguise.

Pure: imports no Django.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

#: A word counts this often at most, so that one word written again and again is no text. In real texts few words but
#: the smallest ("of", "the") are more frequent than this on a page.
_REPEATS = 3
#: Longer runs of letters are several words: some languages put no space between them, and some PDFs leave it out.
_LONGEST_WORD, _PIECE = 24, 8
#: Chinese and Japanese words have about two signs.
_SIGNS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2}")
#: "D E C R E E", as titles are set.
_SPACED = re.compile(r"(?:(?<=\s\w)|(?<=^\w)) (?=\w(?!\S))")


def words(text: str, enough: int) -> int:
    """How many words there are, counted up to about `enough`. A word has two different letters: "aaa" is none."""
    seen: Counter[str] = Counter()
    found = 0
    for word in _runs(_SPACED.sub("", text)):
        if len(set(word)) < 2 or seen[word] >= _REPEATS:
            continue
        seen[word] += 1
        found += 1
        if found >= enough:
            break
    return found


def _runs(text: str) -> Iterator[str]:
    """Runs of letters of any script with the marks on them, in small letters."""
    run: list[str] = []
    for character in text.casefold() + " ":
        if unicodedata.category(character)[0] in "LM":
            run.append(character)
        elif run:
            word = "".join(run)
            run.clear()
            signs = _SIGNS.findall(word)
            if signs:
                yield from signs
            elif len(word) > _LONGEST_WORD:
                yield from (word[at : at + _PIECE] for at in range(0, len(word), _PIECE))
            else:
                yield word


# --- another file, written in letters -----------------------------------------------------------------------------

#: So many characters of it are a block. A picture in which something can be seen takes some thousand; a checksum, a
#: signature or a key in a document takes 64 to 700.
ENCODED = 2000
#: Runs of letters and digits without a space. Shorter ones are words, numbers and codes of records; a UUID falls into
#: parts of at most 12.
_RUN = re.compile(r"[A-Za-z0-9+/_]{20,}")
#: Where small letters, capitals and digits meet. In base64 every second character is such a place, to the base of 16
#: nearly as many, to the base of 32 three in ten; in names such as NationalStrategyOnTheChild2026 up to three in ten
#: too, but names end before `_LONG`.
_MEETING = re.compile(
    r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])|(?<=[A-Z])(?=[a-z])|(?<=[A-Za-z0-9])(?=[+/])"
)
_MEETINGS, _MEETINGS_IN_LONG, _LONG = 0.35, 0.15, 60
#: A line of uuencode: its first sign says how many bytes follow, four signs for three bytes.
_UU_LINE = re.compile(r"^([!-M])([ -`]{20,84})$", re.M)
#: More than half of its signs are no letters; of a line in capitals hardly any.
_NO_LETTERS = re.compile(r"[^A-Z ]")
_UU_NO_LETTERS = 0.3
_ASCII85 = re.compile(rf"<~[!-uz\s]{{{ENCODED},}}~?")


def has_encoded_file(text: str) -> bool:
    """Whether another file is written into the text as base64, base16, base85 or uuencode."""
    length = 0
    for run in _RUN.findall(text):
        if len(_MEETING.findall(run)) >= (_MEETINGS if len(run) < _LONG else _MEETINGS_IN_LONG) * len(run):
            length += len(run)
            if length >= ENCODED:
                return True
    length = 0
    for size, line in _UU_LINE.findall(text.replace("\r\n", "\n")):
        needed = (ord(size) - 32 + 2) // 3 * 4
        # Spaces at its end may be lost, and a sign of control may follow.
        whole = needed - 4 <= len(line) <= needed + 1
        if whole and len(_NO_LETTERS.findall(line)) >= _UU_NO_LETTERS * len(line):
            length += len(line)
            if length >= ENCODED:
                return True
    return bool(_ASCII85.search(text))


# --- commands of spreadsheets -------------------------------------------------------------------------------------

#: What asks another program when a table is opened: =program|'command'!cell, also behind a sum, or =DDE("program";…).
#: It begins a cell: the line, or what follows a separator or a quotation mark.
_DDE = re.compile(
    r"""(?:^|[;,:\t|"'])\s*
        (?:[=+\-@]\s*[\w.\\:+\-*/()&^=<> ]{0,200}?(?<![\w.])
             [\w.\\:-]{1,100}\|\s?(?:'[^'\n]{0,500}'|[^\s'!|]{1,200})!\s*\S
          |=[\w.+\-*/() ]{0,100}?(?<![\w.])DDE\()""",
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)


def has_command(text: str) -> bool:
    """Whether a cell of a table in plain text starts another program."""
    return ("|" in text or "dde" in text.lower()) and _DDE.search(text) is not None


def is_command(formula: str) -> bool:
    """The same of one formula."""
    return has_command("=" + formula.lstrip("=")) or re.match(r"\s*(?:\w+:)?=?DDE\s*\(", formula, re.I) is not None
