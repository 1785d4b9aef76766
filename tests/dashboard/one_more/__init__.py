"""What is run in a copy of the project that has one more setting and one more page.

`tests/dashboard/test_one_more.py` makes the copy. Here pytest collects nothing by itself.
"""
