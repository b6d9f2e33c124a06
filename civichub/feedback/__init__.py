"""What people tell us about the service itself, and what is learnt from it.

Owns `PageFeedback`, in which nothing says who told us, and what was found in complaints: root cause, remedy, and the
learning actions that are checked later against whether that kind of contact fell.
"""
