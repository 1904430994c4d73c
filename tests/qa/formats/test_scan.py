"""Scanned pages; these tests need OCRmyPDF and Tesseract, and are skipped without them."""

import io
import shutil

import pytest
from PIL import Image, ImageDraw, ImageFont

from qa.errors import ReadError
from qa.formats import Options
from qa.sources import Reader
from tests.qa.formats import samples

LINES = ["The bridge over the Aune reopened on Monday", "after four years of work and delay."]


@pytest.fixture(scope="module")
def scan(tmp_path_factory):
    """A PDF file of one picture of words."""
    picture = Image.new("L", (1240, 600), 255)
    letters = ImageFont.truetype(samples.font("DejaVuSerif.ttf"), 32)
    for number, line in enumerate(LINES):
        ImageDraw.Draw(picture).text((80, 80 + 50 * number), line, font=letters, fill=0)
    content = io.BytesIO()
    picture.save(content, "PDF", resolution=150)
    path = tmp_path_factory.mktemp("scan") / "scan.pdf"
    path.write_bytes(content.getvalue())
    return path


def read(path, *, ocr):
    with Reader(Options(ocr=ocr)) as reader:
        (item,) = reader.open(str(path)).items
        return item.read()


def test_a_scan_is_told(scan):
    with pytest.raises(ReadError, match="has no text layer: it is a scan"):
        read(scan, ocr=False)


def test_a_scan_is_recognised_where_that_is_asked_for(scan):
    pytest.importorskip("ocrmypdf", reason="OCRmyPDF is not installed")
    if not shutil.which("tesseract"):
        pytest.skip("Tesseract is not installed")
    reading = read(scan, ocr=True)
    assert reading.article.text == " ".join(LINES)
    assert reading.notes == ("was recognised from a scan; expect misread words",)


def test_a_file_with_a_text_layer_is_read_as_it_is(tmp_path):
    samples.WRITERS[".pdf"](tmp_path / "a.pdf")
    assert read(tmp_path / "a.pdf", ocr=True) == read(tmp_path / "a.pdf", ocr=False)
