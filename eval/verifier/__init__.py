"""Whether citations support what cites them, by a verifier of your own, with a card that says how far to trust it.

Everything else in the suite is exact; this is a judgement, so no gate can use it.
"""
