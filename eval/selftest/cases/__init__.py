"""The conformance cases, by what they are about; together they are `eval.selftest.conformance.CASES`."""
