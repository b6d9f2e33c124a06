"""pjsip.conf: transports, trunks and telephones."""

from __future__ import annotations

from civichub.telephony.configuration.parts import BadConfiguration, Exchange, Phone, Trunk


def section(name: str, **options: object) -> str:
    """One section of an Asterisk file. An option of several values is written for each; an empty one not at all."""
    lines = [f"[{name}]"]
    for key, value in options.items():
        values = value if isinstance(value, tuple) else (value,)
        lines += [f"{key}={one}" for one in values if one not in ("", None)]
    return "\n".join(lines) + "\n"


def pjsip(exchange: Exchange) -> str:
    """The whole file. Raises `BadConfiguration` for a trunk over TLS without a certificate."""
    parts = [section("global", type="global", user_agent="CivicHub exchange"), *_transports(exchange)]
    for trunk in exchange.trunks:
        parts += _trunk(trunk, exchange)
    for phone in exchange.phones:
        parts += _phone(phone, exchange)
    return "\n".join(parts)


def _transports(exchange: Exchange) -> list[str]:
    bind = f"{exchange.sip_address}:{exchange.sip_port}"
    made = [section(f"transport-{kind}", type="transport", protocol=kind, bind=bind) for kind in ("udp", "tcp")]
    made.append(section("transport-ws", type="transport", protocol="ws", bind=exchange.http_address))
    if exchange.tls:
        made.append(
            section(
                "transport-tls", type="transport", protocol="tls", bind=f"{exchange.sip_address}:{exchange.tls.port}",
                cert_file=exchange.tls.certificate, priv_key_file=exchange.tls.key, method="tlsv1_2",
                ca_list_file=exchange.tls.authorities, verify_server="yes", allow_wildcard_certs="yes",
            )
        )  # fmt: skip
    elif any(trunk.is_secure for trunk in exchange.trunks):
        raise BadConfiguration("tls: a trunk over TLS needs a certificate and its key")
    return made


def _trunk(trunk: Trunk, exchange: Exchange) -> list[str]:
    # A bare semicolon would begin a comment.
    contact = f"sip:{trunk.host}" + ("" if trunk.transport == "udp" else rf"\;transport={trunk.transport}")
    credentials = f"{trunk.name}-auth" if trunk.user else ""
    made = [
        section(
            trunk.name, type="endpoint", transport=f"transport-{trunk.transport}", context="from-trunk", disallow="all",
            allow=",".join(trunk.codecs), aors=trunk.name, outbound_auth=credentials, direct_media="no",
            dtmf_mode="rfc4733", rtp_timeout=exchange.silence_seconds, trust_id_inbound="yes", send_pai="yes",
            media_encryption="sdes" if trunk.is_secure else "",
        ),
        section(trunk.name, type="aor", contact=contact, qualify_frequency=60 if trunk.is_secure else ""),
        section(trunk.name, type="identify", endpoint=trunk.name, match=trunk.match),
    ]  # fmt: skip
    if trunk.user:
        made += [
            section(credentials, type="auth", auth_type="digest", username=trunk.user, password=trunk.password),
            section(
                f"{trunk.name}-registration", type="registration", transport=f"transport-{trunk.transport}",
                outbound_auth=credentials, server_uri=contact, client_uri=f"sip:{trunk.user}@{trunk.host}",
                contact_user=trunk.user,  # else carriers that ring what registered would ring "s", which is no line
                max_random_initial_delay=0, retry_interval=30, forbidden_retry_interval=300,
            ),
        ]  # fmt: skip
    return made


def _phone(phone: Phone, exchange: Exchange) -> list[str]:
    credentials = f"{phone.name}-auth" if phone.password else ""
    context = "from-trunk" if phone.outside else "from-phone"
    browser = {"webrtc": "yes", "transport": "transport-ws"} if phone.in_browser else {}
    codecs = ("opus", *phone.codecs) if phone.in_browser else phone.codecs
    made = [
        section(
            phone.name, type="endpoint", context=context, disallow="all", allow=",".join(codecs), aors=phone.name,
            auth=credentials, callerid=phone.caller_id, direct_media="no", dtmf_mode="rfc4733",
            rtp_timeout=exchange.silence_seconds, **browser,
        ),
        section(
            phone.name, type="aor", contact=phone.contact,
            max_contacts="" if phone.contact else 1, remove_existing="" if phone.contact else "yes",
        ),
    ]  # fmt: skip
    if phone.password:
        made.append(section(credentials, type="auth", auth_type="digest", username=phone.name, password=phone.password))
    return made
