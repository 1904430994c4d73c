"""An article as a page of its own, to be linked to and printed. Pure functions.

Which words are marked stands behind the `#` of the address, so it never leaves the browser: `article.js` marks them.
"""

from html import escape

from qa.article import Article
from ui.reading import article_html

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{head}
<link rel="stylesheet" href="../look/app.css">
<script src="../look/article.js" defer></script>
</head>
<body class="pq-leaf">
<header class="pq-masthead"><a class="pq-brand" href="../">pullquote</a></header>
<main>{content}</main>
</body>
</html>
"""


def article_page(article: Article) -> str:
    """Return the page of an article."""
    return _page(article.title, article_html(article, heading="h1"), article.language or "en")


def missing_page(message: str) -> str:
    """Return the page that says why there is no article."""
    return _page("Not here", f'<article class="pq-article"><h1 class="pq-headline">Not here</h1>'
                 f'<p role="alert" dir="auto">{escape(message)}</p>'
                 '<p><a class="pq-link" href="../">Open pullquote</a></p></article>')


def _page(title: str, content: str, language: str = "en") -> str:
    from importlib.resources import files

    head = (files("ui") / "look" / "head.html").read_text(encoding="utf-8").replace('"look/', '"../look/')
    return _PAGE.format(language=escape(language), title=f"{escape(title)} · pullquote", content=content, head=head)
