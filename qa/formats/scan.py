"""Scanned PDF files: their pages recognised by OCRmyPDF and Tesseract, then read as any other."""

import io
from dataclasses import replace

from qa.formats import Draft, FormatError, NoTextError, pdf


def parse(content: bytes) -> Draft:
    """Return the draft of a PDF file; where it has no text layer, of what is recognised on its pages.

    Raises FormatError where the programs for that are not installed, or recognise nothing.
    """
    try:
        return pdf.parse(content)
    except NoTextError:
        draft = pdf.parse(_recognised(content))
    return replace(draft, notes=(*draft.notes, "was recognised from a scan; expect misread words"))


def _recognised(content: bytes) -> bytes:
    """Return the file with a text layer."""
    try:
        import ocrmypdf
        from ocrmypdf.exceptions import ExitCodeException, MissingDependencyError
    except ImportError as error:
        raise FormatError("is a scan; to have it recognised, install `pip install 'pullquote[ocr]'` and "
                          "Tesseract") from error
    found = io.BytesIO()
    try:
        ocrmypdf.ocr(io.BytesIO(content), found, output_type="pdf", optimize=0, progress_bar=False, jobs=1,
                     rotate_pages=True, deskew=True)
    except MissingDependencyError as error:
        raise FormatError(f"is a scan, and a program to recognise it is missing: {error}") from error
    except ExitCodeException as error:
        raise FormatError(f"is a scan that could not be recognised: {error}") from error
    return found.getvalue()
