"""The desk's pages of quality: scoring, one's own scores, rules and draws, calibration, coaching and figures."""
