"""Hand-written snippets of news, all fiction: whose words does each fragment hold?"""

import pytest

from qa.speech import speakers

SNIPPETS = [
    ("Ilse Moor said the ferry was safe. It leaves at noon.", {"ferry was safe": ["Ilse Moor"], "leaves at noon": []}),
    # inverted verbs
    ("“The ferry is safe,” said Ilse Moor.", {"ferry is safe": ["Ilse Moor"]}),
    ("\"The ferry is safe,\" said its captain, Ilse Moor, who has sailed it for years.", {"is safe": ["Ilse Moor"]}),
    ("“The ferry is safe,” said the captain. “I built it.”", {"I built it": ["captain"]}),
    ("The ferry, says deckhand Odd Brenner, is safe.", {"deckhand": ["Odd Brenner"]}),
    # appositions, titles and relative clauses before the verb
    ("Ilse Moor, 51, the captain, denied that the ferry leaked.", {"ferry leaked": ["Ilse Moor"]}),
    ("The captain, Ilse Moor, has denied it.", {"denied it": ["Ilse Moor"]}),
    ("Captain Ilse Moor would not comment.", {"not comment": ["Captain Ilse Moor"]}),
    ("Ilse Moor, who built the ferry in Merrin, warned of ice.", {"of ice": ["Ilse Moor"]}),
    ("One of them, Odd Brenner, a cook who sleeps aboard, said it was cold.", {"was cold": ["Odd Brenner"]}),
    ("The Sund Ferry Company called it a mistake.", {"a mistake": ["Sund Ferry Company"]}),
    ("Police said nobody was hurt.", {"nobody was hurt": ["polic"]}),
    # according to
    ("The ferry leaked, according to Odd Brenner.", {"ferry leaked": ["Odd Brenner"]}),
    ("According to the harbour master, Ada Lund, the ferry leaked.", {"ferry leaked": ["Ada Lund"]}),
    ("In Brenner’s view the ferry leaks.", {"ferry leaks": ["Brenner"]}),
    # pronouns
    ("Ilse Moor runs the ferry. “It is safe,” she said.", {"It is safe": ["Ilse Moor"]}),
    ("Odd Brenner cooks. Ilse Moor said it leaked. She also said it was old.", {"it was old": ["Ilse Moor"]}),
    ("Ilse Moor told the Assembly so.\n\n“We sail at noon,” she added.", {"sail at noon": ["Ilse Moor"]}),
    ("Ilse Moor denied it.\n\nOdd Brenner left in May. “I was cold,” he said.", {"I was cold": ["Odd Brenner"]}),
    ("The Sund Ferry Company sold it. It said the price was fair.", {"price was fair": ["Sund Ferry Company"]}),
    ("“We sail at noon,” she said.", {"sail at noon": [None]}),
    # who is meant by what they are
    ("Ilse Moor, the captain, said no. A deckhand said yes. The captain refused.", {"captain refused": ["Ilse Moor"]}),
    ("The Sund River Board met. The board denied it.", {"denied it": ["Sund River Board"]}),
    ("Odd Brenner was there. “It leaks,” said its director, Ilse Moor.", {"It leaks": ["Ilse Moor"]}),
    ("Moor said no.\n\nThe captain is Ilse Moor.", {"said no": ["Ilse Moor"]}),  # the full name comes later
    # quotation over several sentences
    ("“It is safe. It was always safe,” Moor said. “It will sail. I will steer it myself.”",
     {"It is safe": ["Moor"], "always safe": ["Moor"], "It will sail": ["Moor"], "steer it": ["Moor"]}),
    ("Ilse Moor was angry: “It is safe. They lie about it.”", {"They lie": [None]}),
    ("“It is safe,” said Ilse Moor.\n\n“It was always safe, and it will sail at noon.”", {"at noon": ["Ilse Moor"]}),
    ("“It has happened,” Moor said, “but I keep a list.”", {"keep a list": ["Moor"]}),
    ("Moor said the plan was “a bad dream”.", {"a bad dream": ["Moor"]}),
    # nested quotations
    ("“A man said, ‘She is dry,’ and hung up,” said Ilse Moor.", {"She is dry": ["Ilse Moor", "man"]}),
    ("\"Brenner told me, 'You will be late,'\" Ilse Moor said.", {"be late": ["Ilse Moor", "Brenner"]}),
    # two speakers
    ("Ilse Moor said it was safe, but Odd Brenner said it leaked.", {"it was safe": ["Ilse Moor", "Odd Brenner"]}),
    ("“It is safe,” said Ilse Moor. “It leaks,” said Odd Brenner.",
     {"“It is safe,” said Ilse Moor.": ["Ilse Moor"], "“It leaks,” said Odd Brenner.": ["Odd Brenner"]}),
    ("Ilse Moor said no, and Odd Brenner denied it.", {"denied it": ["Ilse Moor", "Odd Brenner"]}),
    # look-alikes
    ("Ilse Moor met Knut Moor on the quay.\n\nMoor said it leaked.", {"said it leaked": ["moor"]}),
    ("Lawyers for Ilse Moor said it was safe.", {"it was safe": ["ils lawyer moor"]}),
    # no speech
    ("The ferry is called the Anna. It was expected at noon.", {"The ferry is called the Anna. It was": []}),
    ("She moved to say nothing, and the claims of the crew were small.", {"claims of the crew": []}),
    ("Her picture “Woman at the Weir” hangs there.", {"Woman at the Weir": []}),
    ("It would have wanted another captain.", {"another captain": []}),
]


@pytest.mark.parametrize(("text", "fragments"), SNIPPETS, ids=[text[:40] for text, _ in SNIPPETS])
def test_the_speaker_of_each_fragment_is_found(text, fragments):
    for fragment, expected in fragments.items():
        start = text.index(fragment)
        end = text.find(".", start) if "." not in fragment else start + len(fragment)  # to the end of the sentence
        first = max(text.rfind(". ", 0, start), text.rfind("\n", 0, start)) + 1 if "." not in fragment else start
        told = [speaker and (speaker.name or " ".join(sorted(speaker.about - {"the", "a", "for"})))
                for speaker in speakers(text, first, end)]
        assert sorted(map(str, told)) == sorted(map(str, expected)), fragment


def test_in_a_long_text_a_speaker_is_looked_for_nearby():
    rain = "It rained all day on the quay.\n\n" * 2000
    text = f"Ilse Moor said no.\n\n{rain}Ana Reyes agreed. “We sail at noon,” she said."
    assert [one.name for one in speakers(text, len(text) - 10, len(text))] == ["Ana Reyes"]
    assert [one.name for one in speakers(text, 0, 10)] == ["Ilse Moor"]
