"""Answers about whole articles: which are meant, the summary of one, the comparison of two."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from embeddings.encoder import Encoder
from qa.answer import Answer, Hit
from qa.article import Article
from qa.comparison import side_by_side
from qa.errors import FilterError, UnknownArticleError
from qa.filter import Filter
from qa.question import content_words
from qa.store import Store
from qa.summary import sentences_of, summarise
from qa.task import Task
from qa.words import analyze

__all__ = ["compare", "find_articles", "summarise"]
SIDE = 2    # quotes of each article on a subject
APART = 3   # quotes of each where only what the other does not say is asked for
NAMED = 0.5  # of the words by which an article is called, that must stand in its title
TITLED = 0.4  # of the words of a title, that must stand in what two articles are called: wolves and dogs are no titles

Search = Callable[[str, int, Filter | None], Sequence[Hit]]
AskOne = Callable[[str, Article], Answer]


def find_articles(store: Store, task: Task, where: Filter | None, search: Search) -> list[Article]:
    """Return the articles that a task means: by id, title or outlet, or all that the filter names; each once."""
    if not task.articles:
        return [store.article(key) for key in where.articles] if where else []
    found = [_find(store, name, task, where, search) for name in task.articles]
    return list({article.id: article for article in found if article}.values())


def _find(store: Store, name: str, task: Task, where: Filter | None, search: Search) -> Article | None:
    try:
        return store.article(name)
    except UnknownArticleError:
        pass
    if task.subject:
        for outlet in (name, name.removeprefix("the ")):
            try:
                hits = search(task.subject, 1, replace(where or Filter(), publishers=(outlet,)))
            except FilterError:
                continue
            return hits[0].passage.article if hits else None
    wanted = set(analyze(" ".join(content_words(name)))) - {"articl", "stori", "piec", "report", "text"}
    for article in (hit.passage.article for hit in search(name, 5, where)):
        title = set(analyze(" ".join(content_words(article.title))))
        shared = len(wanted & title)
        if shared >= max(1, NAMED * len(wanted)) and (not task.compared or shared >= TITLED * len(title)):
            return article
    return None


def compare(store: Store, encoder: Encoder, question: str, subject: str, articles: Sequence[Article], ask: AskOne
            ) -> Answer:
    """Return two articles side by side: what each answers on the subject, or else what only it says."""
    if subject:
        answers = [ask(subject if subject.endswith("?") else f"{subject}?", article) for article in articles]
        answers = [replace(answer, citations=answer.citations[:SIDE]) for answer in answers]
    else:
        said = [[span.text for _, span in sentences_of(store, article)] for article in articles]
        answers = [summarise(store, encoder, question, article, other, APART)
                   for article, other in zip(articles, reversed(said), strict=True)]
    return side_by_side(question, articles, answers)
