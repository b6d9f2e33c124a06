"""What staff need to know to answer: articles per service, in versions, with a keeper and a review date.

Owns `Article`, `ArticleVersion`, `ArticleFeedback` and `Gap`: also what was looked for and not found, or did not help.
"""
