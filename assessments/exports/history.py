"""The history as a table: one line a changed field, for a spreadsheet."""

import csv
from collections.abc import Iterable
from typing import TextIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.exports.cells import neutral
from assessments.history import Entry


def write_history(entries: Iterable[Entry], file: TextIO) -> None:
    """`file` is open as utf-8-sig, which spreadsheet programs know by its first sign."""
    out = csv.writer(file)
    head = (
        _("Time (UTC)"),
        _("Person"),
        _("Organisation"),
        _("What"),
        _("Code"),
        _("Round"),
        _("Number"),
        pgettext("of a thing", "Name"),
        _("Field"),
        _("Before"),
        _("After"),
    )
    out.writerow([neutral(name) for name in head])
    for entry in entries:
        about = (
            entry.at.strftime("%Y-%m-%d %H:%M:%S"),
            entry.by,
            entry.organisation,
            entry.what,
            entry.action,
            entry.year or "",
            entry.code,
            entry.subject,
        )
        for label, before, after in [(c.label, c.before, c.after) for c in entry.changes] or [("", "", "")]:
            out.writerow([neutral(cell) for cell in (*about, label, before, after)])
