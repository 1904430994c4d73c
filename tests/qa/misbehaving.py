"""Parsers that go wrong, for the parser's own process: ".evil" does what it says, ".evils" has such members."""

import ctypes
import os
import sys
import tempfile
import time
from types import ModuleType

from qa import parse
from qa.formats import Draft, FormatError, Member

START = ("import sys; sys.path[:] = {path!r}; from tests.qa.misbehaving import install; install(); "
         "from qa.worker import serve; serve({descriptor}, scanning={scanning}, seconds={seconds})")


def install():
    """Enter the two formats."""
    module = ModuleType("qa.formats.evil")
    module.parse, module.split = evil, evils
    sys.modules[module.__name__] = module
    parse.ONE[".evil"] = parse.MANY[".evils"] = "evil"


def loop():
    while True:
        pass


def raise_an_error():
    raise LookupError("something odd\nand more")


def write():
    try:
        with tempfile.TemporaryFile() as file:
            file.write(b"x")
    except OSError as error:
        raise FormatError(f"could not write: {error.strerror}") from error


def print_noise():
    os.write(1, b"noise")
    os.write(2, b"noise")


COMMANDS = {
    "loop": loop, "sleep": lambda: time.sleep(600), "eat": lambda: "x" * 10_000_000_000,
    "crash": lambda: ctypes.string_at(0), "exit": lambda: os._exit(3), "raise": raise_an_error, "write": write,
    "print": print_noise,
}


def evil(content):
    """Do what the content says."""
    command = content.decode()
    COMMANDS.get(command, str)()
    return Draft(body=f"{os.getpid()} {sorted(os.environ)}" if command == "tell" else command)


def evils(path, _):
    """Yield a member for each line of the file; a line "die" is not survived."""
    for number, line in enumerate(path.read_text().splitlines()):
        if line == "die":
            os._exit(4)
        yield Member(str(number), line.encode(), ".evil")
