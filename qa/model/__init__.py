"""Answers written by a language model, each statement held against the sentences that it cites.

The model is shown numbered sentences of the retrieved passages and replies with statements that name sentences by
number. The words of the quotes are sliced from the articles here, so no reply can alter one. Nothing in this package is
imported, and no server is asked, before a model is configured; see `qa.model.settings`.
"""
