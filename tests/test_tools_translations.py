"""Merging exported terms into what is translated already."""

import sys

import polib

from tools import settings

sys.path.append(str(settings.ROOT / "tools" / "inside"))

from merge_terms import handle, lacking, merge  # noqa: E402


def _file(*entries, **flags):
    result = polib.POFile()
    result.metadata = {"Language": "zh_CN", "POT-Creation-Date": "today"}
    for source, chinese in entries:
        entry = polib.POEntry(
            msgid=source, msgstr=chinese, flags=flags.get("flags", [])
        )
        result.append(entry)
    return result


def test_translated_terms_stay_and_gone_ones_go():
    merged = merge(
        _file(("Area", ""), ("New", "")), _file(("Area", "区域"), ("Old", "旧"))
    )
    assert [(e.msgid, e.msgstr) for e in merged] == [("Area", "区域"), ("New", "")]
    assert "POT-Creation-Date" not in merged.metadata


def test_term_without_chinese_is_named():
    template = _file(("Area", ""), ("New", ""), ("Missing", ""))
    assert lacking(template, _file(("Area", "区域"), ("New", ""))) == ["Missing", "New"]


def test_guess_is_no_translation():
    assert lacking(_file(("Area", "")), _file(("Area", "区"), flags=["fuzzy"])) == [
        "Area"
    ]


def test_check_writes_nothing_and_merge_writes_both(tmp_path):
    (tmp_path / "one").mkdir()
    _file(("Area", "")).save(str(tmp_path / "one.pot"))
    assert handle(tmp_path, tmp_path, "one", check=True) == ["Area"]
    assert not (tmp_path / "one" / "i18n").exists()
    assert handle(tmp_path, tmp_path, "one", check=False) == ["Area"]
    written = {path.name for path in (tmp_path / "one" / "i18n").iterdir()}
    assert written == {"one.pot", "zh_CN.po"}
