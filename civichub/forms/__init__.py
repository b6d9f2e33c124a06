"""Questions, pages, conditions and eligibility as data: versions of forms, drafts being filled in, and their payments.

Owns what is asked and what was answered up to the moment it is sent; what happens afterwards is a procedure's business.
"""
