"""Taking words out so that they are gone. A file is never edited: another is made of what may be seen. Pure."""
