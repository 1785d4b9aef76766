"""Learn: lessons on the real pages, that see what was really done."""

from dashboard.furniture.lesson import begin_lesson
from dashboard.views.learn import page

begin_lesson("learn")
page.show()
