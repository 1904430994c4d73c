"""A run as a page to read, as Markdown for a pull request, and as JUnit for a build server."""
