"""Everything Digit Lab computes: data, models, training, evaluation, sketches.

Plain Python, NumPy and PyTorch. Nothing here knows about Streamlit and nothing
prints, so each piece works the same in a notebook, a test and the dashboard.
"""
