"""Pages around the front desk: setting it up, finding who has come, hosts' visitors, passes, tickets on paper."""
