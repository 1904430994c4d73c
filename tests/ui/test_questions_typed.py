import io

from ui.questions import typed_questions


def test_questions_are_those_given_and_in_place_of_a_hyphen_the_lines_typed(monkeypatch, capfd):
    monkeypatch.setattr("sys.stdin", io.StringIO(" Why? \n\nAnd who?"))
    assert list(typed_questions(["How much?", "-", "When?"])) == ["How much?", "Why?", "And who?", "When?"]
    assert capfd.readouterr().err == ""  # a prompt is for a terminal
