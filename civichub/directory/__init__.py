"""The community directory: who offers what help, where and when, and until when that is assured.

Owns the record by Open Referral UK 3.0 (HSDS), its history and imports, and volunteers matched with requests.
"""
