"""Settings (cấu hình), prefix DONDOC_. Only outermost callers construct them; inside, plain arguments travel.

Every setting stands in `.env.example` with its unit and default. A secret may be given in a file: `<NAME>_FILE`.
"""

import os
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from directive.calendar import VIETNAM
from directive.errors import BadInput

_FILES = ("DONDOC_POLICY_FILE", "DONDOC_ZALO_FILE")
"""Settings that are files themselves, not secrets in a file."""


class Settings(BaseSettings):
    """All settings of one site."""

    model_config = SettingsConfigDict(env_prefix="DONDOC_", env_file=".env", env_ignore_empty=True, extra="ignore")

    home: Path = Field(default=Path("var"), description="thư mục dữ liệu: kho, tệp gốc, hộp thư đi")
    database_url: str = Field(default="", description="địa chỉ kho; để trống: SQLite trong thư mục dữ liệu")
    today: date | None = Field(default=None, description="ngày giả định (dd/mm/yyyy) để tập huấn, trình diễn")
    public_url: str = Field(default="http://127.0.0.1:8100", description="địa chỉ cổng mà đơn vị mở được")
    prefect_ui_url: str = Field(default="http://127.0.0.1:4200", description="địa chỉ giao diện Prefect")
    host: str = Field(default="127.0.0.1", description="địa chỉ nghe")
    port: int = Field(default=8100, description="cổng của cổng thông tin")
    engine_port: int = Field(default=4200, description="cổng của máy chủ Prefect")
    engine_database_url: SecretStr = Field(
        default=SecretStr(""), description="kho riêng của Prefect (postgresql+asyncpg://…); để trống: SQLite trong home"
    )
    admin_password: SecretStr = Field(default=SecretStr(""), description="mật khẩu quản trị Prefect (ASCII)")
    leader_password: SecretStr = Field(default=SecretStr(""), description="mật khẩu lãnh đạo, chỉ xem (ASCII)")
    secret_key: SecretStr = Field(default=SecretStr(""), description="khoá ký liên kết; để trống: tự tạo trong home")
    seal_key: SecretStr = Field(default=SecretStr(""), description="khoá Ed25519 (PEM) ký đầu nhật ký; trống: không ký")
    office_name: str = Field(default="", description="tên cơ quan trong thư gửi đi")
    demo: bool = Field(default=False, description="bản trình diễn: ai mở được cổng cũng vào được bàn làm việc")
    channels: str = Field(default="", description="các kênh, phân cách bằng dấu cách; để trống: thư mục hộp thư đi")
    inbox: SecretStr = Field(default=SecretStr(""), description="hộp thư nhận trả lời và thư hoàn (imaps://…)")
    zalo_app_id: str = Field(default="", description="mã ứng dụng Zalo nói thay cho OA")
    zalo_app_secret: SecretStr = Field(default=SecretStr(""), description="khoá bí mật của ứng dụng Zalo")
    zalo_oa_secret: SecretStr = Field(default=SecretStr(""), description="khoá bí mật của OA, để tin lời Zalo gọi đến")
    zalo_call_minutes: int = Field(default=1440, description="lời Zalo gọi đến cũ hơn số phút này thì không tin")
    zalo_file: Path | None = Field(default=None, description="dữ kiện Zalo riêng của đơn vị (zalo.toml)")
    heartbeat_url: SecretStr = Field(
        default=SecretStr(""), description="địa chỉ bên ngoài được gọi sau mỗi lượt đôn đốc"
    )
    metrics_key: SecretStr = Field(default=SecretStr(""), description="khoá đọc số đo /so-do; để trống: chỉ máy này")
    backup_folder: Path | None = Field(default=None, description="nơi để bản sao lưu; để trống: sao-luu trong home")
    backup_keep: int = Field(default=14, ge=1, description="số bản sao lưu hằng ngày giữ lại")
    oidc_issuer: str = Field(default="", description="máy chủ đăng nhập OpenID Connect của cơ quan (https://…)")
    oidc_client_id: str = Field(default="", description="mã ứng dụng đăng ký ở máy chủ đăng nhập")
    oidc_client_secret: SecretStr = Field(default=SecretStr(""), description="khoá bí mật của ứng dụng, nếu có")
    oidc_operators: str = Field(default="", description="tài khoản (thư đã xác minh, hoặc mã sub) của chuyên viên")
    oidc_readers: str = Field(default="", description="tài khoản chỉ được xem")
    oidc_role_claim: str = Field(default="roles", description="mục của thẻ định danh ghi vai trò")
    oidc_operator_role: str = Field(default="", description="vai trò được vào bàn làm việc")
    oidc_reader_role: str = Field(default="", description="vai trò chỉ được xem")
    policy_file: Path | None = Field(default=None, description="bậc đôn đốc riêng của đơn vị (policy.toml)")

    @field_validator("today", mode="before")
    @classmethod
    def _vietnamese_date(cls, value: object) -> object:
        return day_of_text(value) if isinstance(value, str) and value else value or None

    @property
    def url(self) -> str:
        """The database to open."""
        return self.database_url or f"sqlite:///{self.home.resolve()}/dondoc.db"

    @property
    def backups(self) -> Path:
        """Where backups are kept. A disk of its own, or another machine's, is better than ours."""
        return (self.backup_folder or self.home / "sao-luu").resolve()

    def day(self, now: datetime) -> date:
        """The business day (ngày làm việc của hệ thống): assumed when `today` is set, else Vietnam's date."""
        return self.today or now.astimezone(VIETNAM).date()

    def instant(self, now: datetime) -> datetime:
        """The instant facts are dated with: the assumed day at the true time of day, or the true instant."""
        if self.today is None:
            return now
        local = now.astimezone(VIETNAM)
        return datetime.combine(self.today, local.timetz())


def load_settings(**given: Any) -> Settings:
    """Settings from the environment and `.env`; BadInput names every wrong one."""
    _read_secret_files()
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = "; ".join(f"DONDOC_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise BadInput(f"Cấu hình sai: {wrong}. Xem .env.example.") from error


def day_of_text(text: str) -> date:
    """A day written as dd/mm/yyyy or yyyy-mm-dd; BadInput when there is no such day."""
    parts = text.strip().replace("-", "/").replace(".", "/").split("/")
    try:
        numbers = [int(part) for part in parts]
        year, month, day = numbers if len(parts[0]) == 4 else reversed(numbers)
        return date(year, month, day)
    except ValueError as error:
        raise BadInput(f"Ngày “{text}” không có thật hoặc sai dạng. Viết ngày/tháng/năm, ví dụ 11/03/2024.") from error


def moment_of_text(text: str) -> datetime:
    """A moment in Vietnam: "18/06/2024 14:30", or a day, which means its end."""
    day, _, clock = text.strip().replace("T", " ").partition(" ")
    try:
        hour = time.fromisoformat(clock.strip()) if clock.strip() else time.max
    except ValueError as error:
        raise BadInput(f"Giờ “{clock}” sai dạng. Viết ngày/tháng/năm giờ:phút, ví dụ 11/03/2024 14:30.") from error
    return datetime.combine(day_of_text(day), hour.replace(tzinfo=None), tzinfo=VIETNAM)


def _read_secret_files() -> None:
    for name in [n for n in os.environ if n.startswith("DONDOC_") and n.endswith("_FILE") and n not in _FILES]:
        path = Path(os.environ[name])
        try:
            os.environ.setdefault(name.removesuffix("_FILE"), path.read_text(encoding="utf-8").strip())
        except OSError as error:
            raise BadInput(f"{name}: không đọc được tệp {path}: {error.strerror}. Sửa đường dẫn hoặc quyền.") from error
