"""Bank holidays proclaimed after the product was shipped, and hearing of them in time.

Owns `ProclaimedHoliday`: a day, the nations it applies to, and its legal source. Clocks take them as an argument.
"""
