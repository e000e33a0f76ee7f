"""Prefect's surroundings: every variable the server, the worker and the flows run under, in one place."""

import os
from pathlib import Path

from directive.settings import Settings

POOL = "dondoc"
"""The work pool (process) that all deployments use."""

API_PORT = 4200


def engine_environment(settings: Settings) -> dict[str, str]:
    """Variables for Prefect's children. What the operator has set already stays as it is."""
    home = settings.home.resolve()
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    api = f"http://{host}:{settings.engine_port}/api"
    wanted = {
        "DONDOC_HOME": str(home),
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_API_URL": api,
        "PREFECT_PROFILES_PATH": str(home / "prefect" / "profiles.toml"),
        # The page asks the host it was opened from; an absolute address shows other computers an empty page.
        "PREFECT_SERVER_UI_API_URL": "/api",
        "PREFECT_SERVER_API_HOST": settings.host,
        "PREFECT_SERVER_API_PORT": str(settings.engine_port),
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": settings.prefect_ui_url,
        # The guard's login is sent by the browser with every request: a stranger's page must not be able to use it.
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # Runs and events are history for the operator, 180 and 90 days of it; our own log keeps the facts.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(180 * 24 * 3600),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P90D",  # plain seconds stop the server
        # Batches make the record of runs four times faster on SQLite.
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
        "PREFECT_SERVER_SERVICES_TRIGGERS_READ_BATCH_SIZE": "50",
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "50",
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "100",
    }
    if url := settings.engine_database_url.get_secret_value():
        wanted["PREFECT_API_DATABASE_CONNECTION_URL"] = url
    if password := settings.admin_password.get_secret_value():
        wanted["PREFECT_SERVER_API_AUTH_STRING"] = f"quan-tri:{password}"
        wanted["PREFECT_API_AUTH_STRING"] = f"quan-tri:{password}"
    return wanted | {name: value for name, value in os.environ.items() if name in wanted}


def worker_environment(settings: Settings) -> dict[str, str]:
    """What the worker and its runs need beyond the server's variables: our log lines on the run's page."""
    wanted = {
        # Both are needed: the first attaches the handler, the second lets `info` through.
        "PREFECT_LOGGING_EXTRA_LOGGERS": "directive,notifications,portal,tasks,flows",
        "PREFECT_LOGGING_ROOT_LEVEL": "INFO",
    }
    return engine_environment(settings) | {name: os.environ.get(name, value) for name, value in wanted.items()}


def deployments_file() -> Path:
    """`prefect.yaml`: beside the packages in a checkout, inside `flows` in an installed wheel."""
    here = Path(__file__).resolve().parent
    beside = here.parent / "prefect.yaml"
    return beside if beside.exists() else here / "prefect.yaml"
