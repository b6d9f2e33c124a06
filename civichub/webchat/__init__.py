"""Webchat with a person: chats, what was written in them, their files, and the rules of each organisation.

A chat is a contact that waits in a queue like everything else; where nobody can answer it becomes a message.
"""
