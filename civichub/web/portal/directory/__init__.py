"""The community directory for residents, and the pages that providers and volunteers reach by a link."""
