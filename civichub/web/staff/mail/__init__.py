"""Email at the desk: the inbox, a conversation, what may be done with it, and setting mailboxes up."""
