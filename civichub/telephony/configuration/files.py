"""The files of an exchange, by name: the dialplan with its way out when the hub is away, and what Asterisk loads."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.telephony.configuration.parts import APPLICATION, VARIABLES, Exchange
from civichub.telephony.configuration.sip import pjsip, section

# Only what is named is loaded. Of those that look spare: without res_timing_timerfd nothing is played, without
# chan_bridge_media nothing is recorded, and without res_pjsip_refer Transfer on a telephone does nothing.
MODULES = """
res_timing_timerfd res_crypto res_pjproject res_sorcery_config res_sorcery_memory res_sorcery_astdb
res_pjsip res_pjsip_session res_pjsip_sdp_rtp res_pjsip_registrar res_pjsip_nat res_pjsip_caller_id
res_pjsip_authenticator_digest res_pjsip_outbound_authenticator_digest res_pjsip_endpoint_identifier_ip
res_pjsip_endpoint_identifier_user res_pjsip_rfc3326 res_pjsip_header_funcs res_pjsip_dtmf_info
res_pjsip_refer res_pjsip_diversion res_pjsip_transport_websocket res_pjsip_pubsub res_pjsip_path
res_pjsip_outbound_registration chan_pjsip res_rtp_asterisk res_srtp res_http_websocket
chan_bridge_media bridge_simple bridge_softmix bridge_holding bridge_native_rtp
res_stasis res_stasis_answer res_stasis_playback res_stasis_recording res_stasis_snoop res_stasis_device_state
res_ari res_ari_model res_ari_applications res_ari_asterisk res_ari_bridges res_ari_channels res_ari_device_states
res_ari_endpoints res_ari_events res_ari_playbacks res_ari_recordings res_ari_sounds app_stasis res_websocket_client
res_musiconhold codec_ulaw codec_alaw codec_g722 codec_gsm codec_a_mu codec_resample codec_opus_open_source
res_format_attr_opus format_wav format_pcm format_sln format_gsm
pbx_config func_channel func_callerid func_pjsip_endpoint func_pjsip_contact func_strings func_logic func_hangupcause
app_dial app_playback app_queue app_stack res_mutestream
"""
FALLBACK_SECONDS = 300

# British tones, as Ofcom's SIN 350 has them: what a caller hears while it rings and when it is engaged.
_INDICATIONS = """[general]
country=uk
[uk]
description=United Kingdom
ringcadence=400,200,400,2000
dial=350+440
ring=400+450/400,0/200,400+450/400,0/2000
busy=400/375,0/375
congestion=400/400,0/350,400/225,0/525
"""


def configuration(exchange: Exchange) -> dict[str, str]:
    """What a council's own Asterisk needs, by file name. Its folders and its systemd unit stay the distribution's."""
    return {
        "pjsip.conf": pjsip(exchange),
        "extensions.conf": _dialplan(exchange),
        "queues.conf": _queues(exchange),
        "ari.conf": section("general", enabled="yes", channelvars=",".join(VARIABLES))
        + section(APPLICATION, type="user", read_only="no", password=exchange.password),
        "http.conf": section(
            "general", enabled="yes", bindaddr=exchange.http_address, bindport=exchange.http_port, sessionlimit=1000
        ),
        "rtp.conf": section(
            "general", rtpstart=exchange.rtp_ports[0], rtpend=exchange.rtp_ports[1], strictrtp="yes", icesupport="yes"
        ),
        "modules.conf": section("modules", autoload="no", load=tuple(f"{name}.so" for name in MODULES.split())),
        "indications.conf": _INDICATIONS,
    }


def _dialplan(exchange: Exchange) -> str:
    """Every call goes to the hub. Only when nobody listens there does the exchange ring telephones by itself."""
    lines = ["[from-trunk]", f"exten => _[+0-9]!,1,Stasis({APPLICATION},in,${{EXTEN}})"]
    lines += [' same => n,GotoIf($["${STASISSTATUS}"="FAILED"]?hub-away,${EXTEN},1)', " same => n,Hangup()", ""]
    lines.append("[hub-away]")
    for queue in exchange.queues:
        for number in queue.numbers:
            lines += [f"exten => {number},1,Answer()", f" same => n,Queue({queue.name},,,,{FALLBACK_SECONDS})"]
            lines.append(" same => n,Hangup()")
    lines += ["exten => _[+0-9]!,1,Congestion(10)", " same => n,Hangup()", "", "[from-phone]"]
    lines += [f"exten => _[+0-9]!,1,Stasis({APPLICATION},out,${{EXTEN}})", " same => n,Hangup()", ""]
    return "\n".join(lines)


def _queues(exchange: Exchange) -> str:
    made = [section("general", persistentmembers="no")]
    for queue in exchange.queues:
        members = tuple(f"PJSIP/{name}" for name in queue.phones)
        made.append(section(queue.name, strategy="rrmemory", timeout=20, retry=2, ringinuse="no", member=members))
    return "\n".join(made)


@dataclass(frozen=True)
class Folders:
    """Where a private exchange lives: `home` is its own, `tree` holds Asterisk as it was unpacked."""

    home: str
    tree: str
    modules: str


def private_exchange(exchange: Exchange, folders: Folders) -> dict[str, str]:
    """The same for an Asterisk of our own, for the demonstration and for tests: with its folders, and music of ours.

    The empty files are there because Asterisk warns of each that is not.
    """
    home = folders.home
    places = {
        "astetcdir": f"{home}/etc", "astmoddir": folders.modules, "astvarlibdir": f"{home}/var/lib",
        "astdbdir": f"{home}/var/lib", "astkeydir": f"{home}/var/lib", "astdatadir": home,
        "astagidir": f"{home}/var/lib", "astspooldir": f"{home}/var/spool", "astrundir": f"{home}/run",
        "astlogdir": f"{home}/var/log", "astsbindir": f"{folders.tree}/usr/sbin", "astcachedir": f"{home}/var/lib",
    }  # fmt: skip
    empty = ("cel", "features", "udptl", "ccss", "queuerules", "websocket_client", "pjproject")
    return configuration(exchange) | {
        "asterisk.conf": section("directories", **places)
        + section("options", nocolor="yes", quiet="yes", live_dangerously="no"),
        "logger.conf": section("general", dateformat="%F %T.%3q")
        + section("logfiles", console="error", messages="notice,warning,error"),
        "musiconhold.conf": section("default", mode="files", directory=f"{home}/music"),
        "stasis.conf": "",
        "cdr.conf": section("general", enable="no"),
        "acl.conf": "",
        "manager.conf": section("general", enabled="no"),
        **{f"{name}.conf": section("general") for name in empty},
    }
