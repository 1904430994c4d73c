"""A reader chooses who writes the answer: in a real browser, and without one what can be chosen."""

import pytest

from qa.errors import SettingError
from qa.model.answerer import ModelAnswerer
from qa.model.scripted import ScriptedServer
from qa.model.settings import ModelSettings
from qa.model.writers import NO_MODEL, Writers
from tests.ui.test_app import ask, fits, keep
from ui import arguments
from ui.limits import Limits

METRES = "How many metres will the wall run from Tern Mole?"


@pytest.mark.browser
def test_a_model_is_chosen_among_the_options_and_writes_the_next_answers(visit, addresses):
    page = visit(addresses[4], reduced_motion="reduce")
    reply = ask(page, METRES)
    assert "640 metres" in reply.locator(".pq-words").first.text_content()
    assert "writes" not in reply.text_content()
    page.locator("#pq-limits > button").click()
    page.locator("#pq-writer input").click()
    page.get_by_role("option", name="larger").click()
    page.locator("#pq-limits > button", has_text="Options: written by larger").wait_for()
    assert fits(page)
    keep(page, "writer")
    reply = ask(page, METRES)
    assert reply.locator(".pq-prose bdi").first.text_content() == "The wall will be 640 metres long, writes larger. [1]"
    assert "99 crowns" in reply.locator("s").text_content()
    assert "Not supported" in reply.text_content()
    reply.locator(".pq-ref").first.click()
    assert "640 metres" in page.locator(".pq-card[aria-current] blockquote").text_content()


@pytest.mark.browser
def test_without_a_model_there_is_nobody_to_choose(visit, addresses):
    page = visit(addresses[0])
    page.locator("#pq-limits > button").click()
    page.locator("#pq-since textarea").wait_for()
    assert page.locator("#pq-writer input").count() == 0


def test_no_model_is_the_usual_one_and_others_are_those_that_the_server_lists():
    with ScriptedServer(["{}"], ["larger", "scripted", "small"]) as server:
        writers = Writers(ModelSettings("scripted", server.url))
        assert writers.names() == (NO_MODEL, "scripted", "larger", "small")
        assert writers.models == writers.named(NO_MODEL).models
        assert writers.named("small").models["model"] == "small"
        assert Writers(ModelSettings("scripted", server.url), with_model=True).models["model"] == "scripted"


def test_a_server_that_cannot_be_reached_leaves_the_model_that_is_configured():
    with ScriptedServer(["{}"]) as server:
        address = server.url
    assert Writers(ModelSettings("scripted", address)).names() == (NO_MODEL, "scripted")
    assert Writers(ModelSettings("a", address, models=("b", "c"))).names() == (NO_MODEL, "a", "b", "c")


def test_where_the_settings_name_models_the_server_is_not_asked():
    with ScriptedServer(["{}"], ["larger"]) as server:
        writers = Writers(ModelSettings("a", server.url, models=("b",)))
        assert writers.names() == (NO_MODEL, "a", "b")
        with pytest.raises(SettingError, match="no model 'larger' to choose"):
            writers.named("larger")


def test_anthropic_lists_its_models_too():
    with ScriptedServer(["{}"], ["larger"]) as server:
        assert Writers(ModelSettings("a", server.url, api="anthropic")).names() == (NO_MODEL, "a", "larger")


def test_the_app_is_served_without_a_model_unless_one_is_named_as_an_option(monkeypatch, tmp_path):
    monkeypatch.setattr(arguments, "SETTINGS", tmp_path / "model.toml")
    assert arguments.writers_of(None, None) is None
    (tmp_path / "model.toml").write_text('model = "a"\nurl = "http://127.0.0.1:1/v1"\nmodels = ["b"]\n')
    assert arguments.writers_of(None, None).usual == NO_MODEL
    assert arguments.writers_of("c", None).usual == "c"
    assert isinstance(arguments.writers_of("c", None).named("b"), ModelAnswerer)


def test_who_writes_is_said_where_it_is_a_model():
    assert Limits(writer="large").in_words == "written by large"
    assert Limits(writer=NO_MODEL).in_words == Limits().in_words == ""
