"""This text to this address, and what became of it: messages waiting, sent, delivered and returned, with receipts.

It knows providers and addresses; it does not know what a message is about, nor why it is sent.
"""
