"""Small articles and answers to render, and a reader of HTML that sees what a browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from qa.answer import Agreement, Answer, Citation, Hit, Reason, Statement, abstention
from qa.article import Article, Passage, Quote, Span

VOID = {"img", "br", "meta", "link", "input"}
HOSTILE = ('<script>window.pwned=1</script> <img src=x onerror="window.pwned=2"> **bold** $x^2$ $$\\frac{1}{2}$$ '
           "[link](javascript:window.pwned=3) `code` {{constructor}} ${window.pwned=4} &lt;b&gt; ' onfocus='x")


def article(text, key="a1", title=None, **about):
    given = {"source": f"/news/{key}.txt", "publisher": "The Courier", "authors": ("Ana Reyes",),
             "published": "2025-03-14", "language": "en", "sha256": "0" * 64}
    return Article(id=key, title=title or text.split("\n")[0], text=text, **(given | about))


def quote(source, words):
    start = source.text.index(words)
    sentence = Span(source, start, start + len(words))
    return Quote(source, sentence.start, sentence.end, Passage(source, 0, len(source.text), ()), sentence)


def answer(*quotes, copies=(), **about):
    """An answer as the extractive answerer composes it: each quote in quote marks, then its number."""
    text, statements = "", []
    for number, cited in enumerate(quotes, 1):
        start = len(text) + bool(text)
        text += f"{' ' if text else ''}“{cited.text}” [{number}]"
        statements.append(Statement(start, len(text), (number,)))
    citations = [Citation(number, cited, () if number > 1 else tuple(copies)) for number, cited in enumerate(quotes, 1)]
    given = {"question": "What happened?", "text": text, "statements": tuple(statements), "passages": (),
             "abstained": False, "reason": None, "confidence": 0.95, "agreement": Agreement(1)}
    return Answer(citations=tuple(citations), **(given | about))


def refusal(*sources, reason=Reason.NOT_SUPPORTED):
    hits = tuple(Hit(Passage(source, 0, len(source.text), ()), 0.1, rank, ("words",))
                 for rank, source in enumerate(sources, 1))
    return abstention("What is not there?", reason, 0.1, hits)


@dataclass
class Element:
    tag: str
    attributes: dict
    text: str = ""
    children: list = field(default_factory=list)

    def all(self, tag="", **attributes):
        """Elements below this one of a tag and with attributes, in document order; `class_` asks for one of several."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        found = []
        for child in self.children:
            if (not tag or child.tag == tag) and all(child.has(*pair) for pair in wanted.items()):
                found.append(child)
            found += child.all(tag, **attributes)
        return found

    def one(self, tag="", **attributes):
        (found,) = self.all(tag, **attributes)
        return found

    def has(self, name, value):
        given = self.attributes.get(name)
        return given is not None and (value in given.split() if name == "class" else given == value)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = [Element("", {})]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open[-1].tag == tag, f"<{self.open[-1].tag}> is closed by </{tag}>"
        self.open.pop()

    def handle_data(self, data):
        for element in self.open:
            element.text += data


def read(html):
    """The root of the elements in `html`; fails when they are not nested as they should be."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    (root,) = reader.open
    return root
