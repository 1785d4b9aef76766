"""Clinic: a clean training and one with a fault, side by side, after a prediction."""

from dashboard.furniture.lesson import begin_lesson, explain, next_step
from dashboard.furniture.views import choose_view
from dashboard.views.clinic import page

begin_lesson("clinic")
view = choose_view(page.VIEWS, key="clinic_view", in_address=True)
page.show(view)
explain(
    "accuracy",
    "batch",
    "chance",
    "confidence",
    "epoch",
    "gradient norm",
    "loss",
    "seed",
    "training images",
    "validation images",
)
next_step("train", "Next: train a network of your own")
