"""The interface kit: layouts, components, form controls and wording shared by every screen.

It knows no case, contact or council; screens hand it plain values and it renders accessible GOV.UK and MOJ markup.
"""
