"""Start the dashboard with a slow map and a slow search for wrong labels, to be cancelled.

With MNIST both take seconds. With scikit-learn's 1,797 digits they are done in 0.4 s and 1.2 s,
about as soon as Cancel appears, so here they take more steps.
"""

from dataclasses import replace

from streamlit.web.cli import main

from core.inside import embedding
from dashboard.visitor import label_review

early, late = embedding.STEPS
embedding.STEPS = (early, 20 * late)
label_review.CROSS_VALIDATION = replace(label_review.CROSS_VALIDATION, epochs=3)

main()
