"""Compare: which setting is better, and whether the difference is more than noise."""

from dashboard.furniture.lesson import begin_lesson, explain, next_step
from dashboard.furniture.views import choose_view
from dashboard.views.compare import page

begin_lesson("compare")
view = choose_view(page.VIEWS, key="compare_view", in_address=True)
page.show(view)
explain(
    "accuracy",
    "epoch",
    "interval",
    "learning rate",
    "McNemar's test",
    "seed",
    "validation images",
)
next_step("evaluate", "Next: look closer at one of them")
