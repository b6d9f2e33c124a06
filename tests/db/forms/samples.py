"""A small form with every kind of thing that drafts and payments care about, and files that are what they say."""

from __future__ import annotations

from datetime import UTC, datetime

AT = datetime(2026, 3, 3, 12, tzinfo=UTC)

PERMIT = """\
form: permit
title: Apply for a permit
eligibility:
  - check: under_age
    refuse_when: answers.adult == "no"
    title: You must be 18
    text: The law says so.
    instead: [Ask a parent]
pages:
  - page: adult
    title: Are you 18?
    questions:
      - question: adult
        type: yes_no
        label: Are you 18?
      - question: kind
        type: radio
        label: Which?
        options: {free: Free, paid: Paid}
  - page: proof
    title: Proof
    questions:
      - question: proof
        type: file
        label: Proof
        types: [pdf, jpg, png, docx, heic]
        max_files: 2
        max_megabytes: 1
  - page: you
    title: You
    questions:
      - question: name
        type: text
        label: Name
        short: your name
payment:
  description: Permit
  amount: £10
  only_when: answers.kind == "paid"
confirmation: {title: Done, next_steps: [We check], you_will_hear: Soon}
"""

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
