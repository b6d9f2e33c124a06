"""What the desk shows around a contact: who and why, notices, prompts, and what is typed before it is sent."""
