"""The telephone at the desk: the call beside its contact, and setting up lines and telephones."""
