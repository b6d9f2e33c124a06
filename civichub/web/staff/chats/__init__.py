"""Webchat at the desk: one's chats side by side, what is set up, and who is kept out."""
