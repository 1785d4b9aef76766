"""Learn: lessons and challenges on the real pages, that see what was really done."""

from dashboard.furniture.lesson import begin_lesson
from dashboard.furniture.views import choose_view
from dashboard.views.learn import page

begin_lesson("learn")
view = choose_view(page.VIEWS, key="learn_view", in_address=True)
page.show(view)
