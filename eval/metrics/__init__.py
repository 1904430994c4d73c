"""The measures: small functions of gold and prediction. 0–1, or None where a measure does not apply."""
