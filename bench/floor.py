"""The floor under a sweep: the least a careful script must do. `python -m bench.floor FILE.db DAY PORT`.

One indexed query for what is to be looked at, one durable commit that raises the overdue, plain texts, one reused SMTP
connection, a record that keeps a second run from sending again. No ladder, no log, no links, no HTML, no recovery from
a process that dies between a letter and its record.
"""

import smtplib
import sqlite3
import sys
from email.message import EmailMessage

_QUERY = """
    SELECT d.due_id, o.title, d.due_on, c.contact_id, c.email
    FROM dues d JOIN obligations o ON o.obligation_id = d.obligation_id
    JOIN contacts c ON c.agency_id = o.owner_id AND c.post IN ('officer', 'head')
    WHERE d.next_look_on <= :day AND d.state = 'open' AND (c.post = 'officer' OR d.due_on < :day)
"""


def main(path: str, day: str, port: str) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE IF NOT EXISTS floor_sent (day TEXT, contact_id INTEGER, PRIMARY KEY (day, contact_id))")
    persons: dict[tuple[int, str], list[str]] = {}
    for _, title, due_on, contact_id, email in db.execute(_QUERY, {"day": day}):
        persons.setdefault((contact_id, email), []).append(f"- {title}: hạn {due_on}")
    db.execute("BEGIN IMMEDIATE")
    db.execute("UPDATE dues SET next_look_on = date(:day, '+1 day') WHERE next_look_on <= :day", {"day": day})
    sent = {row[0] for row in db.execute("SELECT contact_id FROM floor_sent WHERE day = ?", [day])}
    fresh = {person: lines for person, lines in persons.items() if person[0] not in sent}
    db.executemany("INSERT INTO floor_sent VALUES (?, ?)", [(day, contact_id) for contact_id, _ in fresh])
    db.execute("COMMIT")
    if fresh:
        with smtplib.SMTP("127.0.0.1", int(port)) as smtp:
            for (_, email), lines in fresh.items():
                mail = EmailMessage()
                mail["From"], mail["To"], mail["Subject"] = "van-phong@huyen.example", email, f"Đôn đốc {day}"
                mail.set_content("\n".join(lines))
                smtp.send_message(mail)
    db.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
