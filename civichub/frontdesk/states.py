"""The life of a visit."""

from __future__ import annotations

from civichub.core.lifecycle import Lifecycle, Step

LANGUAGE_LEVEL = 3  # "Confident": less is no help to somebody who depends on it
AT_COUNTER = frozenset({"called", "with_us"})
HERE = frozenset({"waiting", "called", "with_us", "parked", "with_host"})

VISIT = Lifecycle(
    "visit",
    {
        "waiting": "Waiting",
        "called": "Called",
        "with_us": "At a counter",
        "parked": "Set aside",
        "with_host": "With their host",
        "finished": "Finished",
        "left": "Left",
        "no_show": "Did not come",
    },
    [
        # Also for whoever was put back in line or given to somebody from the pages of the queue.
        Step("call", frozenset({"waiting", "called", "with_us"}), "called", "Call"),
        Step("come", frozenset({"called"}), "with_us", "Begin"),
        Step("miss", frozenset({"called"}), "no_show", "Note the absence from"),
        Step("put_back", frozenset({"called"}), "waiting", "Put back"),
        Step("pass_on", frozenset({"called", "with_us"}), "waiting", "Pass on"),
        Step("park", frozenset({"called", "with_us"}), "parked", "Set aside"),
        Step("resume", frozenset({"parked"}), "called", "Go on with"),
        Step("finish", frozenset({"called", "with_us"}), "finished", "Finish"),
        Step("send_in", frozenset({"waiting", "with_host"}), "with_host", "Call in"),
        Step("host_done", frozenset({"with_host"}), "finished", "Note the end for"),
        Step("leave", frozenset({"waiting", "parked"}), "left", "End"),
        Step("return", frozenset({"no_show", "left"}), "waiting", "Take up again"),
    ],
)
