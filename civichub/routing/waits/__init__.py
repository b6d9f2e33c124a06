"""How long whoever joins a line now will wait: a look ahead from the live state, corrected by what came true.

Pure: it reads the log of a line as `Event`s and knows neither Django nor the clock.
"""
