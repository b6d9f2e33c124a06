"""The desk's pages of requests for information: collecting, redacting, reviewing, answering and publishing."""
