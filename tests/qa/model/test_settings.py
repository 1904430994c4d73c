import pytest

from qa.errors import SettingError
from qa.model.settings import ModelSettings, read_settings

URL = "http://127.0.0.1:11434/v1"


def test_nothing_is_configured_by_default(tmp_path):
    assert read_settings(tmp_path / "none.toml", environment={}) is None
    assert read_settings(environment={"PULLQUOTE_MODEL_URL": URL, "OPENAI_API_KEY": "sk"}) is None


def test_options_go_before_the_environment_and_that_before_the_file(tmp_path):
    file = tmp_path / "model.toml"
    file.write_text(f'model = "a"\nurl = "{URL}"\nkey = "sk-file"\ncontext = 4096\nprices = [1, 2.5]\ntimeout = 30\n')
    assert read_settings(file, environment={}) == ModelSettings(
        "a", URL, "sk-file", context=4096, timeout=30, prices=(1.0, 2.5))
    given = {"PULLQUOTE_MODEL": "b", "PULLQUOTE_MODEL_KEY": "sk-environment"}
    found = read_settings(file, environment=given)
    assert (found.model, found.url, found.key) == ("b", URL, "sk-environment")
    assert read_settings(file, "c", environment=given).model == "c"


@pytest.mark.parametrize(("content", "told"), [
    ("model = ", "model.toml: "),
    ('modle = "a"', "modle is no setting"),
    ('context = "8192"', "context is no number"),
    ("model = 5", "model is no text"),
    ("attempts = true", "attempts is no number"),
    ("prices = [1]", "prices is no pair"),
    (f'model = "a"\nurl = "{URL}"\nunsupported = "hide"', "'hide' is neither mark nor leave_out"),
    (f'model = "a"\nurl = "{URL}"\nreply = 9000', "does not fit"),
])
def test_a_file_that_cannot_be_used_says_where_and_why(tmp_path, content, told):
    file = tmp_path / "model.toml"
    file.write_text(content)
    with pytest.raises(SettingError, match=told):
        read_settings(file, environment={})


@pytest.mark.parametrize("url", ["127.0.0.1:11434", "ftp://host/v1", "http://me:sk-secret@host/v1", "http://", ""])
def test_an_address_that_is_none_is_refused_without_repeating_it(url):
    with pytest.raises(SettingError) as caught:
        ModelSettings("a", url)
    assert "secret" not in str(caught.value)


def test_a_model_without_an_address_says_what_to_do():
    with pytest.raises(SettingError, match="give --model-url URL"):
        read_settings(model="a", environment={})


def test_the_key_is_not_shown():
    assert "sk-secret" not in repr(ModelSettings("a", URL, "sk-secret"))
