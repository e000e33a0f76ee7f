"""Alembic's environment: runs inside `directive.store.migrate`, which gives it the connection."""

from alembic import context

from directive.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter a column in place
)
with context.begin_transaction():
    context.run_migrations()
