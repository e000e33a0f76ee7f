"""Vận hành: back up every evening, examine twice a day. A fault found ends as Failed: that is what Failed is for."""

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from directive.settings import load_settings
from flows import doctor
from flows.events import milestone
from flows.naming import for_day
from tasks.clock import business_day, now
from tasks.keeping import backed_up
from tasks.rooms import rooms


@flow(name="Sao lưu", flow_run_name=for_day("Sao lưu"))
def back_up() -> State[None]:
    """Write the whole site into one file, prove it, take the oldest away (sao lưu)."""
    name, size, damaged = write_backup()
    if damaged:
        return Failed(message=f"{damaged} tệp trong kho đã hỏng; xem dondoc backup.", name="Có tệp hỏng")
    return Completed(name=f"{name}, {size / 1024**2:.1f} MB")


@flow(name="Khám hệ thống", flow_run_name=for_day("Khám hệ thống"))
def examine() -> State[None]:
    """Look for what does not work, above all a day's sweep that did not run (khám hệ thống)."""
    settings = load_settings()
    broken = [one for one in doctor.look_closely(settings, now()) if one.grade is doctor.Grade.BAD]
    if not broken:
        return Completed(name="Mọi thứ hoạt động")
    if any(one.check == "lượt đôn đốc" for one in broken):
        day = business_day(settings)
        milestone("dondoc.lo-luot-don-doc", day.isoformat(), f"Lượt đôn đốc ngày {day:%d/%m/%Y} không chạy", {})
    return Failed(message="\n".join(map(doctor.line, broken)), name=f"{len(broken)} điều hỏng")


@task(task_run_name="sao lưu", cache_policy=NO_CACHE, persist_result=False, retries=1, retry_delay_seconds=300)
def write_backup() -> tuple[str, int, int]:
    """Name and size of the new archive, and how many files could not be read."""
    with rooms() as site:
        written = backed_up(site)
    return written.path.name, written.size, len(written.manifest.damaged)
