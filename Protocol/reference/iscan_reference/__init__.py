"""A peer of the ISCAN protocol, written from the pages in Protocol/ and from nothing else.

It is small and slow on purpose: every module follows one page or section, so that page and module
can be read side by side. Where this peer and the product disagree, a page is not precise enough or
one of the two is wrong.
"""
