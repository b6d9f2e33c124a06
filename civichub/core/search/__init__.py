"""Finding the right text for the words a resident or an advisor typed: spelling, meaning and word overlap together.

Pure Python over any list of documents; it knows neither services nor articles, and stores nothing itself.
"""
