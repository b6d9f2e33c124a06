"""What staff need to know to answer: articles per service, in versions, with a keeper and a review date.

Owns `Article`, `ArticleVersion`, `ArticleFeedback`, prompts, `Gap` (what was looked for in vain, or did not help), and
`CannedText`, what is written often in email, letters and webchat.
"""
