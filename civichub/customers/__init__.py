"""Who the council deals with: people and organisations, how to reach them, what they need, and who may see which part.

One record serves every channel and partner; two records of one person can be joined, and the joining can be undone.
"""
