"""Every setting that the environment may give, typed, with its default."""

from __future__ import annotations

import secrets
from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parents[3]


class Environment(BaseSettings):
    """Read from environment variables; names as in ``deploy/anlan.env.example``."""

    model_config = SettingsConfigDict(extra="ignore")

    database_url: str = Field(
        default="postgresql://anlan@127.0.0.1:5432/anlan", validation_alias="DATABASE_URL"
    )
    var: Path = Field(default=PROJECT / "var", validation_alias="ANLAN_VAR")
    secret_key: str = Field(default="", validation_alias="ANLAN_SECRET_KEY")
    field_keys: str = Field(default="", validation_alias="ANLAN_FIELD_KEYS")
    debug: bool = Field(default=False, validation_alias="ANLAN_DEBUG")
    demo: bool = Field(default=False, validation_alias="ANLAN_DEMO")
    allowed_hosts: str = Field(default="*", validation_alias="ANLAN_ALLOWED_HOSTS")
    base_url: str = Field(default="http://127.0.0.1:8000", validation_alias="ANLAN_BASE_URL")
    mqtt_url: str = Field(default="mqtt://127.0.0.1:1883", validation_alias="ANLAN_MQTT_URL")
    #: hj212:9212,sl651:9651 …; empty: those that have devices; none: no gateway.
    gateways: str = Field(default="", validation_alias="ANLAN_GATEWAYS")
    gateway_host: str = Field(default="127.0.0.1", validation_alias="ANLAN_GATEWAY_HOST")
    online_map_key: str = Field(default="", validation_alias="ANLAN_TIANDITU_KEY")
    #: Address of the video meeting of an incident: {number} and {id} are filled in.
    meeting_url: str = Field(default="", validation_alias="ANLAN_MEETING_URL")
    #: Whether people without an account may report an emergency on a page of their own.
    public_reports: bool = Field(default=False, validation_alias="ANLAN_PUBLIC_REPORTS")
    behind_https: bool = Field(default=False, validation_alias="ANLAN_BEHIND_HTTPS")
    sms_gateway_url: str = Field(default="", validation_alias="ANLAN_SMS_GATEWAY_URL")
    voice_gateway_url: str = Field(default="", validation_alias="ANLAN_VOICE_GATEWAY_URL")
    email_url: str = Field(default="", validation_alias="ANLAN_EMAIL_URL")
    log_level: str = Field(default="INFO", validation_alias="ANLAN_LOG_LEVEL")
    jobs: str = Field(default="postgres", validation_alias="ANLAN_JOBS")
    #: A migrated database of which test databases are copies.
    test_template: str = Field(default="", validation_alias="ANLAN_TEST_TEMPLATE")
    default_county: str = Field(default="龙游县", validation_alias="ANLAN_COUNTY")

    def secret(self, name: str, given: str) -> str:
        """Return a given secret, or one kept in the working folder, made on first use."""
        if given:
            return given
        path = self.var / "secrets" / name
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = path.with_suffix(f".{secrets.token_hex(4)}")
            fresh.write_text(secrets.token_urlsafe(48))
            fresh.chmod(0o600)
            try:
                path.hardlink_to(fresh)  # the first of several processes wins
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_text().strip()


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the environment of this process, read once."""
    return Environment()
