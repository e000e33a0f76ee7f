"""Thu báo cáo: mail that came back and Zalo's calls become claims, receipts and returned messages."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from directive.settings import load_settings
from flows.following import Day
from flows.naming import for_day
from notifications.inbound.collecting import Round
from notifications.inbound.taking_in import Became
from tasks.clock import scheduled_day
from tasks.collecting import collect_round


@flow(name="Thu báo cáo", flow_run_name=for_day("Thu báo cáo"))
def collect_replies(on: Day = None) -> State[None]:
    """Collect what people sent back (thu thư trả lời, thư hoàn, tin Zalo). A claim changes nothing by itself."""
    return Completed(name=collected_words(collect_round(scheduled_day(load_settings(), on))))


def collected_words(done: Round) -> str:
    """The name of a finished run."""
    said = []
    if done.mail is not None:
        words = {
            Became.CLAIMED: "thư chờ đơn vị xác nhận",
            Became.HELD: "thư chờ phân loại",
            Became.RETURNED: "thư hoàn",
            Became.AUTOMATIC: "thư tự động bỏ qua",
        }
        said += [f"{done.mail.became[became]} {what}" for became, what in words.items() if done.mail.became[became]]
    if calls := done.zalo.total():
        said.append(f"{calls} tin từ Zalo")
    return ", ".join(said) or "Không có gì mới"
