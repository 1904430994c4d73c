"""Questions about the small world that several conformance cases share."""

from dataclasses import replace

from eval.selftest.language import Gold
from eval.types import GoldAnswer, Unanswerable

TOLL = Gold("How many people died in the Harrow flood?", ("flood 2",),
            (GoldAnswer("two", "two people", ("two",), "2"),))
EITHER = replace(TOLL, evidence=("flood 2", "wire 2"))
DEPTH = Gold("How deep was the water in Mill Street?", ("flood 3",), ("4.5 metres",))
BOTH = Gold("How many people died in the flood, and how deep was the water?", ("flood 2 & flood 3",),
            ("two people; 4.5 metres",))
THERE = Gold("Was Mayor Calder in Harrow on the night of the flood?", ("flood 4",),
             (GoldAnswer("no", "No, she was not there", value="no"),))
UNSAFE = Gold("What does Mayor Calder say about the sea wall?", ("flood 5",), ("she denies that it was unsafe",))
CLAIMS = Gold("What claims do insurers expect?", ("flood 6",), ("12.4 million crowns",))
PUMP = Gold("How much more than in 2019 does a pump cost?", ("audit 3",), ("4.5%",))
STREET = Gold("Is Net Street closed?", ("list 7",), ("Net Street is closed",))
RULER = Gold("Which line has twenty letters?", ("ruler 2",), ("Twenty letters here",))
COST = Gold("What did the sea wall cost?", ("wall 2 & audit 2",),
            sides=(("9 million crowns", "wall 2"), ("11 million crowns", "audit 2")))
NOW = Gold("How many people died in the Harrow flood?", ("update 2",), ("three",), bad=("flood 2",),
           as_of="2025-03-05")
NOTHING = Gold("Who won the election in Harrow?", unanswerable=Unanswerable.OFF_TOPIC)
