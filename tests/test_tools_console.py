"""What the tools print: steps with their times, problems with their remedies."""

import pytest

from tools import console


def test_step_prints_title_and_time(capsys):
    with console.step("Working"):
        pass
    assert capsys.readouterr().out == "Working ... 0.0 s\n"


def test_step_says_that_it_failed(capsys):
    with pytest.raises(ValueError), console.step("Working"):
        raise ValueError
    assert capsys.readouterr().out == "Working ... failed after 0.0 s\n"


def test_step_with_words_between_repeats_its_title(capsys):
    with console.step("Outer"), console.step("Inner"):
        console.say("words")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "Outer ...",
        "  Inner ...",
        "words",
        "  Inner: 0.0 s",
        "Outer: 0.0 s",
    ]


def test_table_counts_chinese_characters_as_two_columns(capsys):
    console.table([("书记", "a"), ("b", "c")], ("角色", "x"))
    assert capsys.readouterr().out.splitlines() == [
        "  角色  x",
        "  书记  a",
        "  b     c",
    ]


def test_failed_command_shows_its_output_and_the_remedy():
    with pytest.raises(console.Problem) as caught:
        console.run(["sh", "-c", "echo trouble; exit 3"], "mend it")
    assert "ended with 3" in str(caught.value)
    assert "trouble" in str(caught.value)
    assert str(caught.value).endswith("-> mend it")


def test_without_a_terminal_nothing_is_confirmed(monkeypatch):
    monkeypatch.setattr("sys.stdin", open("/dev/null"))
    assert not console.confirm("Sure?")
