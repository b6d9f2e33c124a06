"""Every setting that differs between machines, read once from the environment, typed and checked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SECOND_FACTOR_RULES = ("unless-said", "always", "never")  # what they mean: civichub/accounts/openid.py
NOTIFY_CHANNELS = ("email", "sms", "letter")
REPOSITORY = Path(__file__).resolve().parents[2]


class BadEnvironment(RuntimeError):
    """A variable is missing or cannot be read; the message names it and the fix."""


def _flag(values: Mapping[str, str], name: str, default: bool) -> bool:
    text = values.get(name, "").strip().lower()
    if not text:
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise BadEnvironment(f"{name} is {text!r}: set it to 1 or 0")


def _number(values: Mapping[str, str], name: str, default: int) -> int:
    text = values.get(name, "").strip()
    if not text:
        return default
    if not text.isdigit():
        raise BadEnvironment(f"{name} is {text!r}: set it to a whole number")
    return int(text)


def _file(values: Mapping[str, str], name: str) -> str:
    text = values.get(name, "").strip()
    if text and not Path(text).is_file():
        raise BadEnvironment(f"{name} is {text!r}, where there is no file: give its whole path, or leave it out")
    return text


def _list(values: Mapping[str, str], name: str, default: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in values.get(name, default).split(",") if part.strip())


@dataclass(frozen=True)
class ExchangeEnvironment:
    """The Asterisk of the telephone: where it listens for the hub, where telephones register, by which trunk calls go
    out, and the folder of sounds, which it must be able to read. `websocket` is where browsers register, empty where
    the proxy passes /exchange/ws of the hub's own address on. `says_tones` is for tests: short tones, no speech."""

    url: str
    password: str
    sip_address: str
    websocket: str
    trunk: str
    sounds: str
    says_tones: bool


@dataclass(frozen=True)
class Environment:
    """What the process was told. `demo` turns on the fakes and the outbox page: never where residents are real."""

    database_url: str
    secret_key: str
    demo: bool
    debug: bool
    public_url: str
    partnership_name: str
    allowed_hosts: tuple[str, ...]
    data: Path
    behind_tls: bool
    statement_timeout_ms: int
    map_tiles_url: str
    map_attribution: str
    clamav: str
    post_folder: str
    embedding_file: str
    smtp_url: str
    mail_from: str
    notify_api_key: str
    notify_base_url: str
    notify_templates: Mapping[str, str]
    notify_callback_token: str
    unverified_messages_per_hour: int
    pay_api_key: str
    pay_base_url: str
    pay_signing_secret: str
    calendar_origins: tuple[str, ...]
    private_systems: tuple[str, ...]
    handover_folder: str
    open311_reads_a_minute: tuple[int, int]
    exchange: ExchangeEnvironment
    oidc_staff: Mapping[str, str] = field(default_factory=dict)
    oidc_resident: Mapping[str, str] = field(default_factory=dict)


def _oidc(values: Mapping[str, str], prefix: str) -> dict[str, str]:
    names = ("NAME", "SERVER_URL", "CLIENT_ID", "CLIENT_SECRET")
    found = {name.lower(): values[f"{prefix}_{name}"] for name in names if values.get(f"{prefix}_{name}")}
    if found and len(found) < len(names):
        absent = ", ".join(f"{prefix}_{name}" for name in names if name.lower() not in found)
        raise BadEnvironment(f"sign-in by {prefix} is half configured: also set {absent}")
    if found:
        found["second_factor"] = values.get(f"{prefix}_SECOND_FACTOR", "").strip() or SECOND_FACTOR_RULES[0]
        if found["second_factor"] not in SECOND_FACTOR_RULES:
            raise BadEnvironment(f"{prefix}_SECOND_FACTOR: set it to one of {', '.join(SECOND_FACTOR_RULES)}")
    return found


def _reads_a_minute(values: Mapping[str, str]) -> tuple[int, int]:
    name = "CIVICHUB_OPEN311_READS_A_MINUTE"
    return _number(values, name, 60), _number(values, f"{name}_BY_KEY", 600)


def _exchange(values: Mapping[str, str]) -> ExchangeEnvironment:
    beside_the_demo = "ws://127.0.0.1:8088/ws" if _flag(values, "CIVICHUB_DEMO", False) else ""
    return ExchangeEnvironment(
        url=values.get("CIVICHUB_EXCHANGE_URL", "http://127.0.0.1:8088"),
        password=values.get("CIVICHUB_EXCHANGE_PASSWORD", ""),
        sip_address=values.get("CIVICHUB_EXCHANGE_SIP_ADDRESS", "127.0.0.1:5060"),
        websocket=values.get("CIVICHUB_EXCHANGE_WEBSOCKET", beside_the_demo),
        trunk=values.get("CIVICHUB_EXCHANGE_TRUNK", "carrier"),
        sounds=values.get("CIVICHUB_EXCHANGE_SOUNDS", ""),
        says_tones=_flag(values, "CIVICHUB_EXCHANGE_SAYS_TONES", False),
    )


def read_environment(values: Mapping[str, str] = os.environ) -> Environment:
    """Read and check `values`. Raises `BadEnvironment` naming the variable and the fix."""
    demo = _flag(values, "CIVICHUB_DEMO", False)
    secret = values.get("CIVICHUB_SECRET_KEY", "")
    if not secret and not demo:
        raise BadEnvironment("CIVICHUB_SECRET_KEY is not set: give it 50 or more random characters")
    public_url = values.get("CIVICHUB_PUBLIC_URL", "http://localhost:8000").rstrip("/")
    return Environment(
        database_url=values.get("DATABASE_URL", ""),
        secret_key=secret or "demo-only-secret-key-that-signs-nothing-anyone-should-trust",
        demo=demo,
        debug=_flag(values, "CIVICHUB_DEBUG", False),
        public_url=public_url,
        partnership_name=values.get("CIVICHUB_PARTNERSHIP", "Brackenshire Together" if demo else "Your councils"),
        allowed_hosts=_list(values, "CIVICHUB_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]"),
        data=Path(values.get("CIVICHUB_FILES") or REPOSITORY / ".files"),
        behind_tls=_flag(values, "CIVICHUB_BEHIND_TLS", public_url.startswith("https://")),
        statement_timeout_ms=_number(values, "CIVICHUB_STATEMENT_TIMEOUT_MS", 5000),
        map_tiles_url=values.get("CIVICHUB_MAP_TILES_URL", ""),
        map_attribution=values.get("CIVICHUB_MAP_ATTRIBUTION", ""),
        clamav=values.get("CIVICHUB_CLAMAV", ""),
        post_folder=values.get("CIVICHUB_POST_FOLDER", ""),
        embedding_file=_file(values, "CIVICHUB_EMBEDDING_FILE"),
        smtp_url=values.get("CIVICHUB_SMTP_URL", ""),
        mail_from=values.get("CIVICHUB_MAIL_FROM", "hub@localhost"),
        notify_api_key=values.get("CIVICHUB_NOTIFY_API_KEY", ""),
        notify_base_url=values.get("CIVICHUB_NOTIFY_BASE_URL", "https://api.notifications.service.gov.uk"),
        notify_templates={name: values.get(f"CIVICHUB_NOTIFY_TEMPLATE_{name.upper()}", "") for name in NOTIFY_CHANNELS},
        notify_callback_token=values.get("CIVICHUB_NOTIFY_CALLBACK_TOKEN", ""),
        unverified_messages_per_hour=_number(values, "CIVICHUB_UNVERIFIED_MESSAGES_PER_HOUR", 3),
        pay_api_key=values.get("CIVICHUB_PAY_API_KEY", ""),
        pay_base_url=values.get("CIVICHUB_PAY_BASE_URL", "https://publicapi.payments.service.gov.uk"),
        pay_signing_secret=values.get("CIVICHUB_PAY_SIGNING_SECRET", ""),
        calendar_origins=_list(values, "CIVICHUB_CALENDAR_ORIGINS", ""),
        private_systems=tuple(host.lower() for host in _list(values, "CIVICHUB_PRIVATE_SYSTEMS", "")),
        handover_folder=values.get("CIVICHUB_HANDOVER_FOLDER", ""),
        open311_reads_a_minute=_reads_a_minute(values),
        exchange=_exchange(values),
        oidc_staff=_oidc(values, "CIVICHUB_OIDC_STAFF"),
        oidc_resident=_oidc(values, "CIVICHUB_OIDC_RESIDENT"),
    )
