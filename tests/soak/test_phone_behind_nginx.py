"""The telephone in a browser as councils have it: `deploy/nginx/civichub.conf` between it, the hub and Asterisk."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from civichub.devtools.supervisor import stop_with_parent
from tests.journeys.browser import launched_browser
from tests.journeys.headset import at_their_desk, browser_with_headset, counter_with_browser, opened_phone, phone_words
from tests.phone.carrier import Authority
from tests.phone.sip import eventually
from tests.phone.site import free_port
from tests.phone.talking import ADVISOR_HZ, CALLER_HZ, MUSIC

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
SHIPPED = Path(__file__).parents[2] / "deploy/nginx/civichub.conf"
HOST = "hub.example.gov.uk"
AROUND = """
daemon off;
worker_processes 1;
pid {home}/pid;
error_log {home}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    include {home}/civichub.conf;
}}
"""


@contextmanager
def running_nginx(home: Path, hub: str, exchange: str) -> Iterator[int]:
    """What is shipped, but for addresses, ports and where files lie; the port for TLS."""
    tls, plain = free_port(), free_port()
    certificate, key = Authority(home, "authority").certify("127.0.0.1", HOST)
    text = SHIPPED.read_text()
    for shipped, here in (
        ("listen [::]:80;", ""), ("listen [::]:443 ssl http2;", ""), ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{tls} ssl http2;"),
        ("server 127.0.0.1:8000;", f"server {urlsplit(hub).netloc};"),
        ("http://127.0.0.1:8088/ws", f"{exchange}/ws"),
        (f"/etc/letsencrypt/live/{HOST}/fullchain.pem", str(certificate)),
        (f"/etc/letsencrypt/live/{HOST}/privkey.pem", str(key)),
        ("alias /var/lib/civichub/files/static/;", "proxy_pass http://civichub;"),
    ):  # fmt: skip
        assert text.count(shipped) == 1, f"{shipped} is not in the shipped file, or more than once"
        text = text.replace(shipped, here)
    (home / "civichub.conf").write_text(text)
    (home / "nginx.conf").write_text(AROUND.format(home=home))
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "install nginx (on Debian: apt-get install nginx-light)"
    process = subprocess.Popen([program, "-c", str(home / "nginx.conf")], preexec_fn=stop_with_parent)
    try:
        eventually("nginx runs", (home / "pid").exists)
        yield tls
    finally:
        process.terminate()
        process.wait()


def test_a_call_is_taken_in_a_browser_that_reaches_hub_and_exchange_through_nginx_alone(
    live_server: Any, settings: Any, tmp_path: Path
) -> None:
    settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS = [HOST, "testserver"], [f"https://{HOST}"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    with (
        counter_with_browser(tmp_path, settings) as counter,
        running_nginx(tmp_path, live_server.url, counter.site.address) as port,
        launched_browser() as browser,
        browser_with_headset(
            browser, tmp_path, f"--host-resolver-rules=MAP {HOST} 127.0.0.1:{port}", "--ignore-certificate-errors"
        ) as headset,
        at_their_desk(headset, f"https://{HOST}", counter.world.fresh("advisor")) as desk,
    ):
        settings.EXCHANGE = dataclasses.replace(settings.EXCHANGE, websocket="")
        page = desk.new_page()
        page.goto("/staff/work/")
        phone = opened_phone(page)
        expect(phone_words(phone)).to_have_text("Telephone ready")
        counter.ready("advisor")
        caller = counter.ring()
        caller.say(CALLER_HZ)
        expect(phone_words(page)).to_have_text("Ringing: +447700900123")
        page.keyboard.press("a")
        caller.wait_heard(ADVISOR_HZ)
        expect(page.get_by_text("On the line")).to_be_visible()  # their contact has opened by itself
        page.goto("/staff/cases/")
        expect(phone_words(page)).to_have_text("On the telephone")
        page.keyboard.press("l")
        caller.wait_heard(MUSIC)
        expect(phone_words(page)).to_have_text("On hold")
        page.keyboard.press("l")
        caller.wait_heard(ADVISOR_HZ)
        page.get_by_role("button", name="Hang up").click()
        caller.wait_over()
        counter.wait_state("answered")
