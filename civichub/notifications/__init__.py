"""Which event tells whom, in which words, by which channel: templates, the choice of channel, and who was not told.

It listens to everything below it and owns no text to an address; sending is `delivery`'s.
"""
