"""The configuration that a council's Asterisk gets: complete, escaped, and with a way out when the hub is away."""

from __future__ import annotations

import pytest

from civichub.telephony.configuration import (
    BadConfiguration,
    Exchange,
    FallbackQueue,
    Folders,
    Phone,
    Tls,
    Trunk,
    configuration,
    private_exchange,
)

CARRIER = Trunk("carrier", "sip.carrier.example", ("192.0.2.10", "192.0.2.11"), "tls", "council", "a-password")
PHONES = (
    Phone("phone-1", "Anna Jones <2001>", password="one"),
    Phone("phone-2", "Bob Lee <2002>", password="two", in_browser=True),
)
QUEUES = (FallbackQueue("hub-1", ("01632960100", "+441632960101"), ("phone-1", "phone-2")),)


def council(**more: object) -> Exchange:
    details = {"password": "secret", "trunks": (CARRIER,), "phones": PHONES, "queues": QUEUES}
    return Exchange(**{**details, "tls": Tls("/etc/asterisk/keys/hub.crt", "/etc/asterisk/keys/hub.key"), **more})


def test_a_trunk_over_tls_encrypts_the_sound_registers_and_takes_calls_from_the_carrier_alone() -> None:
    text = configuration(council())["pjsip.conf"]
    assert "media_encryption=sdes" in text
    assert "server_uri=sip:sip.carrier.example\\;transport=tls" in text
    assert "match=192.0.2.10\nmatch=192.0.2.11" in text
    assert "cert_file=/etc/asterisk/keys/hub.crt" in text
    assert "verify_server=yes" in text
    assert "contact_user=council" in text


def test_a_trunk_over_tls_without_a_certificate_is_refused_in_words() -> None:
    with pytest.raises(BadConfiguration, match="a trunk over TLS needs a certificate"):
        configuration(council(tls=None))


def test_a_codec_that_no_carrier_has_is_refused_in_words() -> None:
    with pytest.raises(BadConfiguration, match="'mp3' is not one of alaw"):
        Trunk("carrier", "sip.carrier.example", ("192.0.2.10",), codecs=("alaw", "mp3"))


def test_a_semicolon_is_never_written_bare_because_it_would_begin_a_comment() -> None:
    for name, text in configuration(council()).items():
        assert ";" not in text.replace("\\;", ""), name


@pytest.mark.parametrize("name", ["phone\n[evil]", "phone;", "[phone]", "phone\x00"])
def test_a_name_that_would_write_a_section_of_its_own_is_refused(name: str) -> None:
    with pytest.raises(BadConfiguration, match="name"):
        Phone(name, "Anna <1>")


def test_every_call_goes_to_the_hub_and_without_it_telephones_of_the_line_ring() -> None:
    files = configuration(council())
    dialplan = files["extensions.conf"]
    assert "Stasis(civichub,in,${EXTEN})" in dialplan
    assert '"${STASISSTATUS}"="FAILED"' in dialplan
    assert "exten => 01632960100,1,Answer()\n same => n,Queue(hub-1,,,,300)" in dialplan
    assert "member=PJSIP/phone-1\nmember=PJSIP/phone-2" in files["queues.conf"]


def test_a_telephone_in_a_browser_is_reached_by_the_web_and_one_on_a_desk_is_not() -> None:
    first, second = configuration(council())["pjsip.conf"].split("[phone-2]", 1)
    assert "webrtc=yes" in second
    assert "webrtc" not in first


def test_the_command_port_listens_to_this_machine_alone() -> None:
    assert "bindaddr=127.0.0.1" in configuration(council())["http.conf"]


def test_a_private_exchange_keeps_all_its_folders_in_its_own() -> None:
    text = private_exchange(council(), Folders("/home/exchange", "/tree", "/tree/modules"))["asterisk.conf"]
    places = [line.partition("=")[2] for line in text.splitlines() if line.startswith("ast")]
    assert all(place.startswith(("/home/exchange", "/tree")) for place in places)
