"""Home: draw a digit, train a first network, then see what it can do."""

from dashboard.furniture import home_preview
from dashboard.server.loading import loading

# Both fill the same places, so that a drawing that was begun before PyTorch was there stays.
if loading().done:
    from dashboard.views.home import page

    page.show()
else:
    home_preview.draw()
