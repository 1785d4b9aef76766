"""Your data: what is kept in this workspace, to look at, to take away and to delete."""

from dashboard.furniture.lesson import begin_lesson, next_step
from dashboard.views.your_data import page

begin_lesson("your_data")
page.show()
next_step("compare", "Next: look at your runs side by side")
