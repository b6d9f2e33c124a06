"""The pages of councillors at the desk, and what officers record and see of those who act for residents."""
