"""What the tabs of the app share: files of `look/`, and how events and pieces of HTML are set up."""

from importlib.resources import files

QUIET = {"show_progress": "hidden", "api_visibility": "private"}
PLAIN = {"apply_default_css": False}


def asset(name: str) -> str:
    """Return the text of a file of `look/`."""
    return (files("ui") / "look" / name).read_text(encoding="utf-8")
