"""The tables. All but the log itself and what is marked as scratch are the fold of the log (see `fold`)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)

from directive.store.columns import Instant, Json

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows only for INTEGER keys; PostgreSQL needs BIGINT for a country's worth of events.
Id = BigInteger().with_variant(Integer, "sqlite")

# --- the log -----------------------------------------------------------------------------------------------------

logs = Table(
    "logs",
    metadata,
    Column("stream", String(80), primary_key=True),
    Column("length", Integer, nullable=False),
    Column("head", String(64), nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("event_id", Id, primary_key=True, autoincrement=True),
    Column("stream", String(80), ForeignKey("logs.stream"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("payload", Text, nullable=False),
    Column("salt", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("stream", "seq"),
)

counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("next", Id, nullable=False),
)

# --- scratch, not folded -----------------------------------------------------------------------------------------

drafts = Table(  # what somebody typed and did not submit yet
    "drafts",
    metadata,
    Column("link_id", Id, primary_key=True),
    Column("saved_at", Instant, nullable=False),
    Column("fields", Json, nullable=False),
)

attempts = Table(  # tries to send, written down around the handing over; the log gets their results in batches
    "attempts",
    metadata,
    Column("message_id", Id, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True),
    Column("claim", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("state", String(20), nullable=False),
    Column("receipt", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

marks = Table(  # operating facts: the living artifact's id, the last sweep, the heartbeat
    "marks",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

tokens = Table(  # keys a service gives and takes back; secrets, so never in the log
    "tokens",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("access", Text, nullable=False),
    Column("refresh", Text, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("generation", Integer, nullable=False),  # one more with each renewal
    Column("leased_by", Text, nullable=False),  # who is renewing just now
    Column("leased_until", Instant),
    Column("broken", Text, nullable=False),  # why only a person can help; empty while it works
)

hooks = Table(  # what services called us with, kept until it is worked through
    "hooks",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("source", String(20), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("body", Text, nullable=False),
    Column("done_at", Instant, index=True),
)

# --- directory and calendar --------------------------------------------------------------------------------------

agencies = Table(
    "agencies",
    metadata,
    Column("agency_id", String(120), primary_key=True),
    Column("name", Text, nullable=False),
    Column("short", Text),
    Column("level", String(20), nullable=False),
    Column("standing", String(20), nullable=False),
    Column("parent_id", String(120)),
    Column("code", String(40)),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("source", Text, nullable=False, default=""),
)

aliases = Table(
    "aliases",
    metadata,
    Column("alias", Text, primary_key=True),
    Column("target_id", String(120), primary_key=True),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("source", Text, nullable=False, default=""),
)

groups = Table(
    "groups",
    metadata,
    Column("group_id", String(120), primary_key=True),
    Column("name", Text, nullable=False),
    Column("parent_id", String(120)),
    Column("open", Boolean, nullable=False, default=False),
    Column("source", Text, nullable=False, default=""),
)

memberships = Table(
    "memberships",
    metadata,
    Column("group_id", String(120), primary_key=True),
    Column("agency_id", String(120), primary_key=True),
    Column("valid_from", Date),
    Column("valid_to", Date),
)

contacts = Table(
    "contacts",
    metadata,
    Column("contact_id", Id, primary_key=True),
    Column("agency_id", String(120), ForeignKey("agencies.agency_id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("post", String(20), nullable=False),
    Column("email", Text),
    Column("phone", Text),
    Column("zalo_id", Text),
    Column("zalo_consent", Boolean, nullable=False, default=False),
    Column("channels", Json, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
)

absences = Table(
    "absences",
    metadata,
    Column("contact_id", Id, ForeignKey("contacts.contact_id"), primary_key=True),
    Column("substitute_id", Id, ForeignKey("contacts.contact_id"), nullable=False),
    Column("first", Date, primary_key=True),
    Column("last", Date, nullable=False),
)

calendar_days = Table(
    "calendar_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("is_working", Boolean, nullable=False),
    Column("kind", String(20), nullable=False, default="site"),
    Column("reason", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
)

time_rules = Table(  # one row once the office chose its own hours or ways of counting
    "time_rules",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("office_hours", Json, nullable=False),
    Column("choices", Json, nullable=False),
)

# --- directives and what they lay on whom ------------------------------------------------------------------------

directives = Table(
    "directives",
    metadata,
    Column("directive_id", Id, primary_key=True, autoincrement=False),
    Column("stage", String(20), nullable=False, index=True),
    Column("issuer", Text),
    Column("number", Text),
    Column("issued_on", Date),
    Column("received_on", Date),
    Column("received_at", Time),
    Column("renew_on", Date, index=True),
    Column("subject", Text),
    Column("assigner", Text),
    Column("signer", Text),
    Column("collector_id", String(120)),
    Column("reporting", String(40), nullable=False, default="nd09"),
    Column("office_id", String(120)),
    Column("file_name", Text, nullable=False),
    Column("file_sha256", String(64), nullable=False, index=True),
    Column("added_at", Instant, nullable=False),
    Column("envelope", Json),
    Column("ended_on", Date),
    Column("archived_on", Date),
    Column("document", Text, nullable=False),
    Column("proposal", Text, nullable=False),
)

relations = Table(
    "relations",
    metadata,
    Column("directive_id", Id, ForeignKey("directives.directive_id"), primary_key=True),
    Column("relation", String(20), primary_key=True),
    Column("other_id", Id, primary_key=True),  # 0: named in words
    Column("other", Text, primary_key=True),
    Column("on", Date, nullable=False),
    Index(None, "other_id"),
)

obligations = Table(
    "obligations",
    metadata,
    Column("obligation_id", Id, primary_key=True, autoincrement=False),
    Column("directive_id", Id, ForeignKey("directives.directive_id"), nullable=False, index=True),
    Column("position", Integer),
    Column("label", String(40)),
    Column("title", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("manner", String(20), nullable=False),
    Column("owner_id", String(120), nullable=False),
    Column("joint", Boolean, nullable=False),
    Column("partners", Json, nullable=False),
    Column("collector_id", String(120)),
    Column("deadlines", Json, nullable=False),
    Column("needs_evidence", Boolean, nullable=False),
    Column("progress", String(20), nullable=False),
    Column("percent", Integer),
    Column("progress_on", Date),
    Column("last_word_at", Instant),
    Column("done_on", Date),
    Index(None, "owner_id", "progress"),
)

# What waits is little beside what is there: an index of nothing else lets every sweep ask for it.
_ASSIGNED = text("progress = 'assigned'")
Index(
    "ix_obligations_unacknowledged",
    obligations.c.directive_id,
    obligations.c.owner_id,
    sqlite_where=_ASSIGNED,
    postgresql_where=_ASSIGNED,
)

ownerships = Table(
    "ownerships",
    metadata,
    Column("obligation_id", Id, ForeignKey("obligations.obligation_id"), primary_key=True),
    Column("agency_id", String(120), primary_key=True),
    Column("role", String(20), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date),
    Column("basis", Text, nullable=False, default=""),
)

origins = Table(  # which obligations a successor's one goes on from
    "origins",
    metadata,
    Column("obligation_id", Id, ForeignKey("obligations.obligation_id"), primary_key=True),
    Column("from_id", Id, ForeignKey("obligations.obligation_id"), primary_key=True),
    Column("on", Date, nullable=False),
)

dues = Table(
    "dues",
    metadata,
    Column("due_id", Id, primary_key=True, autoincrement=False),
    Column("obligation_id", Id, ForeignKey("obligations.obligation_id"), nullable=False, index=True),
    Column("directive_id", Id, ForeignKey("directives.directive_id"), nullable=False, index=True),
    Column("words", Text, nullable=False),
    Column("deadline_place", Integer),
    Column("key", String(40), nullable=False, default="once"),
    Column("period", Text, nullable=False),
    Column("period_from", Date),
    Column("period_to", Date),
    Column("cut_off", Date),
    Column("opens_on", Date),
    Column("original_on", Date),
    Column("original_at", Time),
    Column("due_on", Date),
    Column("due_at", Time),
    Column("provisional", Boolean, nullable=False),
    Column("unsettled", Text),
    Column("why", Json, nullable=False),
    Column("calendar_version", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("reported_on", Date),
    Column("met_on", Date),
    Column("returned_on", Date),
    Column("extensions", Integer, nullable=False),
    Column("anchor_on", Date),
    Column("anchor_at", Time),
    Column("set_by", Text, nullable=False, default=""),
    Column("moves", Integer, nullable=False, default=0),
    Column("moved_on", Date),
    Column("moved_from", Date),
    Column("moved_because", Text, nullable=False, default=""),
    Column("next_look_on", Date, index=True),
)

submissions = Table(
    "submissions",
    metadata,
    Column("submission_id", Id, primary_key=True, autoincrement=False),
    Column("idempotency_key", String(80), nullable=False, unique=True),
    Column("directive_id", Id, ForeignKey("directives.directive_id"), nullable=False, index=True),
    Column("agency_id", String(120), nullable=False),
    Column("due_id", Id),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
)

replies = Table(
    "replies",
    metadata,
    Column("reply_id", Id, primary_key=True, autoincrement=False),
    Column("submission_id", Id, ForeignKey("submissions.submission_id"), nullable=False, index=True),
    Column("directive_id", Id, ForeignKey("directives.directive_id"), nullable=False, index=True),
    Column("obligation_id", Id, ForeignKey("obligations.obligation_id"), nullable=False, index=True),
    Column("due_id", Id, index=True),
    Column("agency_id", String(120), nullable=False),
    Column("at", Instant, nullable=False),
    Column("on", Date, nullable=False),
    Column("by", Text, nullable=False),
    Column("progress", String(20), nullable=False),
    Column("percent", Integer),
    Column("result", Text, nullable=False),
    Column("figures", Text, nullable=False),
    Column("difficulties", Text, nullable=False),
    Column("proposals", Text, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("state", String(20), nullable=False),
    Column("remark", Text, nullable=False),
    Column("reviewed_by", Text, nullable=False),
    Column("reviewed_on", Date),
    Column("prepared_by", Text, nullable=False, default=""),
)

delegations = Table(
    "delegations",
    metadata,
    Column("delegation_id", Id, primary_key=True, autoincrement=False),
    Column("directive_id", Id, ForeignKey("directives.directive_id"), nullable=False, index=True),
    Column("agency_id", String(120), nullable=False),
    Column("obligation_ids", Json, nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("link_id", Id, nullable=False, unique=True),
    Column("made_behind", Id, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)

contributions = Table(
    "contributions",
    metadata,
    Column("contribution_id", Id, primary_key=True, autoincrement=False),
    Column("delegation_id", Id, ForeignKey("delegations.delegation_id"), nullable=False, index=True),
    Column("directive_id", Id, ForeignKey("directives.directive_id"), nullable=False, index=True),
    Column("obligation_id", Id, ForeignKey("obligations.obligation_id"), nullable=False),
    Column("agency_id", String(120), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("progress", String(20), nullable=False),
    Column("percent", Integer),
    Column("result", Text, nullable=False),
    Column("figures", Text, nullable=False),
    Column("difficulties", Text, nullable=False),
    Column("proposals", Text, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("submission_id", Id),
)

_SUBMITTED = text("state = 'submitted'")
Index("ix_replies_unreviewed", replies.c.obligation_id, sqlite_where=_SUBMITTED, postgresql_where=_SUBMITTED)

extensions = Table(
    "extensions",
    metadata,
    Column("extension_id", Id, primary_key=True, autoincrement=False),
    Column("due_id", Id, ForeignKey("dues.due_id"), nullable=False, index=True),
    Column("obligation_id", Id, nullable=False),
    Column("directive_id", Id, nullable=False, index=True),
    Column("asked_on", Date, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("wanted_on", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("decided_on", Date),
    Column("decided_by", Text, nullable=False),
    Column("granted_on", Date),
    Column("remark", Text, nullable=False),
)

contests = Table(
    "contests",
    metadata,
    Column("contest_id", Id, primary_key=True, autoincrement=False),
    Column("obligation_id", Id, ForeignKey("obligations.obligation_id"), nullable=False, index=True),
    Column("directive_id", Id, nullable=False, index=True),
    Column("on", Date, nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("upheld", Boolean),
    Column("decided_on", Date),
    Column("decided_by", Text, nullable=False),
    Column("remark", Text, nullable=False),
)

# --- what was said -----------------------------------------------------------------------------------------------

links = Table(
    "links",
    metadata,
    Column("link_id", Id, primary_key=True, autoincrement=False),
    Column("purpose", String(20), nullable=False),
    Column("key_hash", String(64), nullable=False, unique=True),
    Column("directive_id", Id),
    Column("agency_id", String(120)),
    Column("contact_id", Id),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Index(None, "contact_id", "expires_at"),
)

api_keys = Table(  # of other systems that read
    "api_keys",
    metadata,
    Column("api_key_id", Id, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("key_hash", String(64), nullable=False, unique=True),
    Column("scopes", Json, nullable=False),
    Column("directive_id", Id),
    Column("agency_id", String(120)),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)

messages = Table(
    "messages",
    metadata,
    Column("message_id", Id, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("day", Date, nullable=False),
    Column("contact_id", Id, nullable=False),
    Column("agency_id", String(120), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("address", Text, nullable=False),
    Column("mail_id", Text, nullable=False),
    Column("body", Json, nullable=False),
    Column("links", Json, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Instant),
    Column("claimed_by", Text, nullable=False),
    Column("claimed_at", Instant),
    Column("sent_at", Instant),
    Column("receipt", Text, nullable=False),
    Column("reason", Text, nullable=False),
    UniqueConstraint("day", "contact_id", "channel", "kind"),  # one message a day per person and channel
    Index(None, "state", "next_try_at"),
)

entries = Table(
    "entries",
    metadata,
    Column("due_id", Id, ForeignKey("dues.due_id"), primary_key=True, autoincrement=False),
    Column("step", String(60), primary_key=True),
    Column("contact_id", Id, primary_key=True, autoincrement=False),  # 0: suppressed for all
    Column("channel", String(20), primary_key=True),
    Column("on", Date, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("folded", Text, nullable=False),  # keys of lower steps, separated by blanks
    Column("message_id", Id, index=True),
    sqlite_with_rowid=False,  # a sweep writes tens of thousands: one tree less to keep
)

pending_entries = Table(
    "pending_entries",
    metadata,
    Column("key", String(160), primary_key=True),  # "extension/17": see pending.Pending
    Column("step", String(60), primary_key=True),
    Column("contact_id", Id, primary_key=True, autoincrement=False),  # 0: suppressed for all
    Column("channel", String(20), primary_key=True),
    Column("on", Date, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("message_id", Id, index=True),
    sqlite_with_rowid=False,
)

receipts = Table(
    "receipts",
    metadata,
    Column("message_id", Id, primary_key=True, autoincrement=False),
    Column("what", String(20), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("detail", Text, nullable=False),
)

addresses = Table(
    "addresses",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("address", String(320), primary_key=True),
    Column("hard", Integer, nullable=False),
    Column("soft", Integer, nullable=False),
    Column("failed_at", Instant),
    Column("marked_at", Instant),
    Column("reason", Text, nullable=False),
    Column("follows", Boolean),
    Column("heard_at", Instant),
)

consents = Table(
    "consents",
    metadata,
    Column("contact_id", Id, primary_key=True, autoincrement=False),
    Column("channel", String(20), primary_key=True),
    Column("given", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    Column("how", Text, nullable=False),
)

mails = Table(  # that came in
    "mails",
    metadata,
    Column("mail_id", Id, primary_key=True, autoincrement=False),
    Column("key", String(64), nullable=False, unique=True),
    Column("sha256", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("sender", Text, nullable=False),
    Column("sender_name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("left_out", Json, nullable=False),
    Column("message_id", Id),
    Column("contact_id", Id),
    Column("agency_id", String(120)),
    Column("why", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("settled_at", Instant),
    Column("settled_by", Text, nullable=False),
    Column("submission_id", Id),
    Column("remark", Text, nullable=False),
    Index(None, "state", "agency_id"),
)

# --- reports -----------------------------------------------------------------------------------------------------

reports = Table(
    "reports",
    metadata,
    Column("report_id", Id, primary_key=True, autoincrement=False),
    Column("directive_id", Id, index=True),  # null: of many directives
    Column("due_id", Id),
    Column("span", String(20), nullable=False, default=""),
    Column("agency_id", String(120)),
    Column("on", Date, nullable=False),
    Column("frozen_at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("figures", Json, nullable=False),
    Column("content", Json, nullable=False),
    Column("files", Json, nullable=False),
    Column("digest", String(64), nullable=False),
)

papers = Table(  # drafted for somebody to sign
    "papers",
    metadata,
    Column("paper_id", Id, primary_key=True, autoincrement=False),
    Column("what", String(20), nullable=False),
    Column("directive_id", Id, index=True),
    Column("agencies", Json, nullable=False),
    Column("on", Date, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("files", Json, nullable=False),
)

narratives = Table(
    "narratives",
    metadata,
    Column("directive_id", Id, primary_key=True),
    Column("due_id", Id, primary_key=True),  # 0 when the report belongs to no Due
    Column("section", String(40), primary_key=True),
    Column("text", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

_NOT_FOLDED = {"logs", "events", "counters", "drafts", "attempts", "marks", "tokens", "hooks"}

FOLDED = tuple(t for t in metadata.sorted_tables if t.name not in _NOT_FOLDED)
"""The tables a replay must reproduce, parents first."""
