"""A real sweep in a process of its own, that can be told at which step to die."""

import os
import signal
import sys
import time
from datetime import datetime
from pathlib import Path

from follow_up_site import site

from directive.calendar import VIETNAM
from directive.store import open_store
from notifications.channels.mail import open_mail
from notifications.sweep import sweep


def main(url: str, port: str, at: str, go: str, step: str, times: str) -> None:
    left = int(times)

    def watch(here: str, message_id: int) -> None:
        nonlocal left
        left -= here == step
        if here == step and left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    instant = datetime.fromisoformat(at)
    store = open_store(url)
    channel = open_mail(f"vbmail://127.0.0.1:{port}/?from=van-phong@huyen.example")
    with store.reading():
        pass
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while go and not Path(go).exists():
        time.sleep(0.005)
    day = instant.astimezone(VIETNAM).date()
    sweep(store, on=day, at=instant, site=site(), channels={"mail": channel}, watch=watch)
    channel.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
