"""Start the dashboard with a t-SNE that takes seconds, so that a test can press Cancel.

The 287 validation digits of scikit-learn are placed in 0.4 s, about as soon as Cancel appears.
Forty times as many steps take as long as MNIST's 2,000 digits do with the usual number.
"""

from streamlit.web.cli import main

from core.data import has_mnist
from core.inside import embedding

if not has_mnist():
    early, late = embedding.STEPS
    embedding.STEPS = (early, 40 * late)

main()
