"""Bring zh_CN.po of each addon to the exported terms; print which lack Chinese.

usage: merge_terms.py FOLDER ADDONS NAME... [--check]
"""

import json
import sys
from pathlib import Path

import polib

# Written anew at each export: a difference in these alone is none.
DATES = ("POT-Creation-Date", "PO-Revision-Date")


def merge(template, translation):
    """Give the translation exactly the template's terms; keep what is translated."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in translation}
    merged = polib.POFile(wrapwidth=78)
    merged.metadata = {**template.metadata, **translation.metadata, "Language": "zh_CN"}
    merged.metadata["Plural-Forms"] = "nplurals=1; plural=0;"
    for date in DATES:
        merged.metadata.pop(date, None)
    for entry in template:
        old = known.get((entry.msgctxt, entry.msgid))
        entry.msgstr = old.msgstr if old and "fuzzy" not in old.flags else ""
        merged.append(entry)
    return merged


def lacking(template, translation):
    """Terms that are exported and have no Chinese."""
    chinese = {e.msgid for e in translation if e.msgstr and "fuzzy" not in e.flags}
    return sorted(e.msgid for e in template if e.msgid not in chinese)


def handle(folder, addons, name, check):
    template = polib.pofile(str(Path(folder) / f"{name}.pot"))
    path = Path(addons) / name / "i18n" / "zh_CN.po"
    translation = polib.pofile(str(path)) if path.exists() else polib.POFile()
    if not check:
        _save(template, translation, path, name)
    return lacking(template, translation)


def _save(template, translation, path, name):
    path.parent.mkdir(exist_ok=True)
    for date in DATES:
        template.metadata.pop(date, None)
    template.save(str(path.with_name(f"{name}.pot")))
    merge(template, translation).save(str(path))


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--check"]
    folder_, addons_, *names = words
    is_check = "--check" in sys.argv
    print(json.dumps({n: handle(folder_, addons_, n, is_check) for n in names}))
