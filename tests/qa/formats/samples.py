"""One article in every format that is read, each file made by a writer that is not ours.

`WRITERS` maps a suffix to a function that takes a path and writes the article there; what its file says of the article
is in `METADATA`.
"""

import csv
import io
import json
import mailbox
import tarfile
import zipfile
from email.message import EmailMessage
from html import escape
from pathlib import Path

TITLE = "Old bridge reopens"
PUBLISHER = "The Adler Courier"
AUTHORS = ("Ann Lee", "José Ruiz")
PUBLISHED = "2025-03-14"
LANGUAGE = "en-GB"
URL = "https://courier.example/2025/bridge"
QUOTE = "“It was worth the wait,” said the mayor of Corrin, Zoë Brandt-Łęcka, who cut the ribbon at noon."
PARAGRAPHS = (
    "The bridge over the Aune reopened on Monday – after four years of work & delay. Some 4,000 people came to see it.",
    f"{QUOTE} The city paid 12.4 million crowns, twice what it had planned to spend on the crossing.",
    "Trams will cross it from May. Cyclists have a lane of their own, 2.5 metres wide, on the northern side.",
)
BODY = "\n\n".join(PARAGRAPHS)
WRITERS = {}


def writes(suffix):
    """Enter a writer under its suffix."""
    def enter(write):
        WRITERS[suffix] = write
        return write
    return enter


def page(paragraphs=PARAGRAPHS):
    """Return the article as a web page with navigation around it."""
    body = "".join(f"<p>{escape(each)}</p>" for each in paragraphs)
    names = escape("; ".join(AUTHORS))
    return f"""<!doctype html><html lang="{LANGUAGE}"><head><meta charset="utf-8"><title>{TITLE} | {PUBLISHER}</title>
<link rel="canonical" href="{URL}"><meta property="og:title" content="{TITLE}"><meta property="og:url" content="{URL}">
<meta property="og:site_name" content="{PUBLISHER}"><meta name="author" content="{names}">
<meta property="article:published_time" content="{PUBLISHED}"></head><body><nav><a href="/">Home</a></nav>
<article><h1>{TITLE}</h1>{body}</article><footer>Copyright</footer></body></html>"""


def plain(title=f"{TITLE}\n\n"):
    """Return the article as text under front matter."""
    return (f"---\npublisher: {PUBLISHER}\nauthors: [{', '.join(AUTHORS)}]\npublished: {PUBLISHED}\n"
            f"language: {LANGUAGE}\nurl: {URL}\n---\n{title}{BODY}\n")


@writes(".txt")
def text(path):
    path.write_text(plain(), encoding="utf-8")


@writes(".md")
def markdown(path):
    path.write_text(plain(f"# {TITLE}\n\n"), encoding="utf-8")


@writes(".html")
def html(path):
    path.write_text(page(), encoding="utf-8")


@writes(".mht")
def mht(path):
    saved = EmailMessage()
    saved["From"], saved["Subject"], saved["Snapshot-Content-Location"] = "<Saved by Blink>", TITLE, URL
    saved.set_content(page(), subtype="html", cte="quoted-printable")
    saved.make_related()
    saved.add_related(b"\x89PNG", "image", "png", cid="<picture>")
    path.write_bytes(bytes(saved))


@writes(".pdf")
def pdf(path):
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(TTFont("DejaVu", font("DejaVuSans.ttf")))
    styles = getSampleStyleSheet()
    for name in ("Title", "BodyText"):
        styles[name].fontName = "DejaVu"
    styles["BodyText"].alignment = 4  # justified
    document = SimpleDocTemplate(str(path), title=TITLE, author="; ".join(AUTHORS), lang=LANGUAGE)
    body = [Paragraph(escape(each), styles["BodyText"]) for each in PARAGRAPHS]
    document.build([Paragraph(TITLE, styles["Title"]), body[0], PageBreak(), *body[1:]])


def font(name):
    """Return the path of a font that has all letters of the article."""
    import matplotlib as mpl

    return str(Path(mpl.get_data_path()) / "fonts" / "ttf" / name)


@writes(".docx")
def docx(path):
    import datetime as dt

    from docx import Document

    document = Document()
    core = document.core_properties
    core.title, core.author, core.language = TITLE, "; ".join(AUTHORS), LANGUAGE
    core.created = dt.datetime.fromisoformat(PUBLISHED)
    document.add_heading(TITLE, 0)
    for each in PARAGRAPHS:
        paragraph = document.add_paragraph()
        for word in each.split(" "):  # many runs, some of them bold, as editing leaves them
            paragraph.add_run(word).bold = word.istitle()
            paragraph.add_run(" ")
    document.save(path)


@writes(".odt")
def odt(path):
    from odf import dc, meta
    from odf.opendocument import OpenDocumentText
    from odf.text import H, P

    document = OpenDocumentText()
    for element in (dc.Title(text=TITLE), meta.InitialCreator(text=AUTHORS[0]), dc.Language(text=LANGUAGE),
                    meta.CreationDate(text=f"{PUBLISHED}T00:00:00")):
        document.meta.addElement(element)
    document.text.addElement(H(outlinelevel=1, text=TITLE))
    for each in PARAGRAPHS:
        document.text.addElement(P(text=each))
    document.save(str(path))


@writes(".rtf")
def rtf(path):
    def escaped(words):
        halves = words.encode("utf-16-le")
        units = (int.from_bytes(halves[i : i + 2], "little") for i in range(0, len(halves), 2))
        return "".join(chr(unit) if unit < 128 else f"\\u{unit - 65536 if unit > 32767 else unit}?" for unit in units)

    year, month, day = (int(part) for part in PUBLISHED.split("-"))
    about = (f"{{\\info{{\\title {TITLE}}}{{\\author {escaped(AUTHORS[1])}}}"
             f"{{\\creatim\\yr{year}\\mo{month}\\dy{day}\\hr0\\min0}}}}")
    body = "".join(f"\\pard {escaped(each)}\\par\r\n" for each in (TITLE, *PARAGRAPHS))
    path.write_text(f"{{\\rtf1\\ansi\\ansicpg1252\\deff0\\deflang2057{{\\fonttbl{{\\f0 Arial;}}}}{about}\r\n{body}}}")


@writes(".epub")
def epub(path):
    from ebooklib import epub as library

    book = library.EpubBook()
    book.set_identifier("bridge")
    book.set_title(TITLE)
    book.set_language(LANGUAGE)
    for name in AUTHORS:
        book.add_author(name)
    for field, value in (("publisher", PUBLISHER), ("date", PUBLISHED), ("source", URL)):
        book.add_metadata("DC", field, value)
    chapters = []
    for number, each in enumerate(PARAGRAPHS):
        chapter = library.EpubHtml(title=f"Part {number}", file_name=f"part {number}.xhtml", lang=LANGUAGE)
        chapter.content = f"<html><body><h2>Part {number}</h2><p>{escape(each)}</p></body></html>"
        book.add_item(chapter)
        chapters.append(chapter)
    book.toc = chapters
    book.add_item(library.EpubNcx())
    book.add_item(library.EpubNav())
    book.spine = ["nav", *chapters]
    library.write_epub(str(path), book)


def letter(subject=TITLE, body=BODY):
    """Return the article as a letter."""
    made = EmailMessage()
    made["Subject"], made["From"] = subject, ", ".join(f"{name} <{name[0]}@courier.example>" for name in AUTHORS)
    made["To"], made["Date"] = "desk@courier.example", "Fri, 14 Mar 2025 00:00:00 +0000"
    made["Message-ID"], made["Archived-At"] = "<b1@courier.example>", f"<{URL}>"
    made.set_content(body, cte="quoted-printable")
    made["Content-Language"] = LANGUAGE
    made.add_alternative("<p>The same in <b>HTML</b>.</p>", subtype="html")
    return made


@writes(".eml")
def eml(path):
    path.write_bytes(bytes(letter()))


@writes(".mbox")
def mbox(path):
    box = mailbox.mbox(path)
    box.add(letter())
    box.close()


def record():
    """Return the article as a row of an export."""
    return {"id": "b1", "headline": TITLE, "body": BODY, "outlet": PUBLISHER, "authors": list(AUTHORS),
            "date": PUBLISHED, "language": LANGUAGE, "url": URL}


@writes(".jsonl")
def jsonl(path):
    path.write_text(json.dumps(record()) + "\n")


@writes(".csv")
def table(path):
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, list(record()))
        rows.writeheader()
        rows.writerow(record() | {"authors": "; ".join(AUTHORS)})


@writes(".parquet")
def parquet(path):
    import pyarrow as pa
    from pyarrow import parquet as library

    library.write_table(pa.Table.from_pylist([record()]), path)


@writes(".rss")
def rss(path):
    body = escape("".join(f"<p>{escape(each)}</p>" for each in PARAGRAPHS))
    path.write_text(f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"
xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>{PUBLISHER}</title><link>https://courier.example/</link><language>{LANGUAGE}</language><description/>
<item><title>{TITLE}</title><link>{URL}</link><guid>b1</guid>{"".join(f"<dc:creator>{n}</dc:creator>" for n in AUTHORS)}
<pubDate>Fri, 14 Mar 2025 00:00:00 GMT</pubDate><description>It is open.</description>
<content:encoded>{body}</content:encoded></item></channel></rss>""", encoding="utf-8")


@writes(".atom")
def atom(path):
    body = escape("".join(f"<p>{escape(each)}</p>" for each in PARAGRAPHS))
    names = "".join(f"<author><name>{name}</name></author>" for name in AUTHORS)
    path.write_text(f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"
xml:lang="{LANGUAGE}"><title>{PUBLISHER}</title><id>f</id><updated>2025-03-14T00:00:00Z</updated><entry>
<title>{TITLE}</title><id>b1</id>{names}<link href="{URL}"/><published>2025-03-14T00:00:00Z</published>
<updated>2025-03-14T00:00:00Z</updated><content type="html">{body}</content></entry></feed>""", encoding="utf-8")


@writes(".zip")
def archive(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("2025/bridge.txt", plain())


@writes(".tar.gz")
def tarball(path):
    with tarfile.open(path, "w:gz") as packed:
        member = tarfile.TarInfo("2025/bridge.txt")
        content = plain().encode()
        member.size = len(content)
        packed.addfile(member, io.BytesIO(content))
