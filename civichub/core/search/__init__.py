"""Finding the right text for words that a resident or an advisor typed: spelling, meaning and word overlap in one score.

Pure Python over any list of documents; it knows neither services nor articles, and stores nothing itself.
"""
