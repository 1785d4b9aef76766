"""Network: choose and shape it, and watch an image pass through it."""

from core.models import MODELS
from dashboard.furniture.lesson import begin_lesson, explain, next_step, show_source
from dashboard.furniture.views import choose_view
from dashboard.settings import program
from dashboard.views.network import page
from dashboard.visitor.draft import draft

begin_lesson("network")
view = choose_view(page.VIEWS, key="view", in_address=True)
page.VIEWS[view]()
page.show_size()
program.show_twin(draft().config)
show_source(MODELS[draft().config.model].build, label="The network's source, as it runs")
explain("activation", "batch normalization", "convolution", "logits", "parameter", "pooling")
next_step("train", "Next: train this network")
