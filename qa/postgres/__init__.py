"""A library in PostgreSQL with pgvector: the second `Store`, for many passages, many readers and several writers."""
