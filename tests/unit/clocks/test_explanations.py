"""The sum as a resident or an Ombudsman reads it."""

import datetime as dt

from civichub.core.clocks import ClockState, compute_deadline, explain, shipped_rule


def lines(rule, state):
    return explain(compute_deadline(shipped_rule(rule), state))


def test_a_freedom_of_information_deadline_over_christmas_is_told_day_by_day():
    told = lines("foi_s10_20wd_uk_any_part", ClockState.on(dt.date(2026, 12, 24)))
    act = "Banking and Financial Dealings Act 1971"
    assert told[0].startswith("Freedom of information request, answer: 20 working days from request received. Source: ")
    assert told[1:11] == [
        "Calendar: Working days in every part of the UK.",
        "Started Thu 24 December 2026 (request received).",
        "Counting begins on the day after.",
        f"Fri 25 December 2026: not counted, Christmas Day (common law; {act}, Sch 1 para 2 in Scotland).",
        f"Sat 26 December 2026: not counted, Boxing Day ({act}, Sch 1 paras 1 and 3, s1(3) in Scotland).",
        "Sun 27 December 2026: not counted, weekend.",
        f"Mon 28 December 2026: not counted, Boxing Day (substitute day) "
        f"({act}, Sch 1 paras 1 and 3, s1(3) in Scotland).",
        "Tue 29 to Thu 31 December 2026: working days 1 to 3.",
        f"Fri 1 January 2027: not counted, New Year’s Day ({act}, Sch 1 para 2 in Scotland, s1(3) elsewhere).",
        f"Sat 2 January 2027: not counted, 2nd January in Scotland ({act}, Sch 1 para 2).",
    ]
    assert told[-2:] == [
        "Mon 25 to Wed 27 January 2027: working days 18 to 20.",
        "Due by the end of Wed 27 January 2027.",
    ]


def test_a_month_that_ends_on_good_friday_names_each_day_it_steps_over():
    told = lines("sar_1_month_eng", ClockState.on(dt.date(2026, 3, 3)))
    assert told[3:] == [
        "1 calendar month from Tue 3 March 2026 is the corresponding date, Fri 3 April 2026.",
        "Fri 3 April 2026 is no working day: Good Friday "
        "(common law; Banking and Financial Dealings Act 1971, Sch 1 para 2 in Scotland).",
        "Sat 4 April 2026 is no working day: weekend.",
        "Sun 5 April 2026 is no working day: weekend.",
        "Mon 6 April 2026 is no working day: Easter Monday "
        "(Banking and Financial Dealings Act 1971, Sch 1 paras 1 and 3).",
        "Moved to the next working day, Tue 7 April 2026.",
        "Due by the end of Tue 7 April 2026.",
    ]


def test_a_missing_date_and_the_strict_reading_of_commencing_are_said():
    told = lines("asc2009_6_months", ClockState.on(dt.date(2026, 8, 31)))
    assert told[3:] == [
        "6 calendar months from Mon 31 August 2026: that month has no day 31, so its last day, Sun 28 February 2027.",
        "The day of receipt is the first day of the period, so it ends the day before, Sat 27 February 2027.",
        "Due by the end of Sat 27 February 2027.",
    ]


def test_an_extension_is_listed_with_its_ground_and_law():
    extended = ClockState.on(dt.date(2026, 3, 16)).extend(
        20, "complex_and_voluminous", dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
    )
    told = lines("eir_reg5_20wd_uk_any_part", extended)
    assert told[3:5] == [
        "Extended by 20 working days on Wed 1 April 2026: the request is complex and voluminous, told to the requester "
        "within 20 working days (EIR 2004 reg 7(1) and (3)).",
        "Altogether 40 working days.",
    ]
    assert told[-1] == "Due by the end of Fri 15 May 2026."
