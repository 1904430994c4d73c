"""Articles to passages to evidence to cited answers: the public Python API.

    from qa import Assistant

    assistant = Assistant.open("library")
    assistant.add("articles/")
    answer = assistant.ask("When did the bridge open?")

A name is imported when it is first used: the process that parses files has no use for an assistant.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.answer import Answer, Citation, Hit, Reason, Statement
    from qa.article import Article, Passage, Quote, Span
    from qa.assistant import Answerer, Assistant
    from qa.conversation import Conversation
    from qa.errors import PullquoteError
    from qa.filter import Filter
    from qa.ingest import Report
    from qa.verdict import Change, Match, QuoteCheck, Verdict

__all__ = [
    "Answer", "Answerer", "Article", "Assistant", "Change", "Citation", "Conversation", "Filter", "Hit", "Match",
    "Passage", "PullquoteError", "Quote", "QuoteCheck", "Reason", "Report", "Span", "Statement", "Verdict",
]
_HOMES = {"Citation": "answer", "Hit": "answer", "Reason": "answer", "Statement": "answer", "Passage": "article",
          "Quote": "article", "Span": "article", "Answerer": "assistant", "PullquoteError": "errors",
          "Report": "ingest", "Change": "verdict", "Match": "verdict", "QuoteCheck": "verdict"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"qa.{_HOMES.get(name, name.lower())}"), name)
