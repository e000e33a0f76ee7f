"""The store (kho): the only room that knows SQLAlchemy. It hands out values, never rows.

`open_store(url)` gives a `Store`. Read inside `with store.reading() as conn`, passing `conn` to the functions of the
rooms (`directives`, `dues`, `replies`, `directory`, `messages`, `reports`). Change inside
`with store.change(at=..., by=...) as change`, where `change.record(event)` writes the event to its log and folds it
into the tables in the same transaction. There is no other way to write.
"""

from directive.store.engine import Change, Reading, Store, open_store

__all__ = ["Change", "Reading", "Store", "open_store"]
