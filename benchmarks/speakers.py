"""Is somebody else's name beside true words found? The quotations of the example articles, given to a wrong speaker.

    python -m benchmarks.speakers

Each quotation of four words or more whose speaker the rules of `qa.speech` find is put into a draft three times: with
its speaker's name, with the last word of it, and with the name of another speaker at random. Prints how many of each
are told to be somebody else's. The speakers are those that the same rules find: what they get wrong counts nowhere.
"""

import random
import tempfile
from collections import Counter
from pathlib import Path

from rich.progress import track

from embeddings.keyword import KeywordEncoder
from qa import Assistant
from qa.review import quotations
from qa.speech import speeches

EXAMPLES = Path(__file__).parents[1] / "examples"


def main() -> None:
    """Check every draft and print the counts."""
    chance, told, made = random.Random(0), Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(folder, KeywordEncoder(["said"]))
        assistant.add(EXAMPLES)
        spoken = [(article.text[start:end], one.speaker.name) for article in assistant.articles()
                  for one in speeches(article.text) if one.speaker and one.speaker.name
                  for start, end in quotations(article.text[one.start : one.end])
                  for start, end in [(one.start + start, one.start + end)] if len(article.text[start:end].split()) > 3]
        people = sorted({name for _, name in spoken if " " in name})
        for words, name in track(spoken, "Checking", transient=True):
            wrong = chance.choice([other for other in people if other != name])
            for kind, given in (("its speaker", name), ("the last name", name.split()[-1]), ("another", wrong)):
                (checked,) = assistant.review(f"It was late. “{words}” said {given}.").quotations
                made[kind] += 1
                told[kind] += bool(checked.spoken_by)
    for kind, count in made.items():
        print(f"{kind:16}{told[kind]:5} of {count} told to be somebody else's words")


if __name__ == "__main__":
    main()
