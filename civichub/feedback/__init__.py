"""What people tell us about the service itself, apart from any request they make.

Owns `PageFeedback`: whether a page was useful and, in words if they like, why not. Nothing in it says who told us.
"""
