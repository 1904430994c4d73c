"""A run as a page to read, as Markdown for a pull request, and as JUnit for a build server.

`content` says what a report is made of, `page`, `markdown` and `junit` make its text, `save` writes it.
"""
