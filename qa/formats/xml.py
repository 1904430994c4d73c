"""XML without document types or entities, by which a few lines could say gigabytes or name other files."""

from xml.etree.ElementTree import Element, ParseError  # the type only; defusedxml parses

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from qa.formats import FormatError


def parse_xml(content: bytes) -> Element:
    """Return the root element. Raises FormatError for what is no XML, and for any declaration of an entity."""
    try:
        return fromstring(content)
    except DefusedXmlException as error:
        raise FormatError("declares XML entities, which are not read") from error
    except (ParseError, ValueError, LookupError) as error:  # ValueError, LookupError: an encoding that is not known
        raise FormatError(f"is not well-formed XML ({error})") from error


def texts(root: Element, name: str) -> list[str]:
    """Return the texts of every element of that local name, in order, without blank ones."""
    found = (" ".join("".join(each.itertext()).split()) for each in root.findall(f".//{{*}}{name}"))
    return [text for text in found if text]


def first_text(root: Element, name: str) -> str | None:
    """Return the text of the first element of that local name that has one, None where none has."""
    return next(iter(texts(root, name)), None)
