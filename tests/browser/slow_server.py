"""Start the dashboard with a slow map and a slow search for wrong labels, to be cancelled.

With MNIST both take seconds. With pen strokes they may be done about as soon as Cancel appears, so
here they take more steps.
"""

from dataclasses import replace

from streamlit.web.cli import main

from core.inside import embedding
from dashboard.visitor import label_review

early, late = embedding.STEPS
embedding.STEPS = (early, 6 * late)
label_review.CROSS_VALIDATION = replace(label_review.CROSS_VALIDATION, epochs=3)

main()
