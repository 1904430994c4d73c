"""Articles to passages to evidence to cited answers: the public Python API.

    from qa import Assistant

    assistant = Assistant.open("library")
    assistant.add("articles/")
    answer = assistant.ask("When did the bridge open?")
"""

from qa.answer import Answer, Citation, Hit, Reason, Statement
from qa.article import Article, Passage, Quote, Span
from qa.assistant import Answerer, Assistant
from qa.errors import PullquoteError
from qa.filter import Filter
from qa.ingest import Report

__all__ = [
    "Answer", "Answerer", "Article", "Assistant", "Citation", "Filter", "Hit", "Passage", "PullquoteError", "Quote",
    "Reason", "Report", "Span", "Statement",
]
