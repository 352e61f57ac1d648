"""The panel of the third visit, beyond what every panel does."""

from .visits import MIXED, of_visits


@of_visits(MIXED)
def test_pictures_that_are_not_in_the_batch_cannot_be_changed(panel):
    for count in (3, 4, 2):
        panel.choose(pictures=count)
        for place in (1, 2, 3, 4):
            for side in ("height", "width"):
                handle = panel.control(f"{side}-{place}").locator(".noUi-target")
                panel.page.wait_for_function(
                    "([element, off]) => element.hasAttribute('disabled') === off",
                    arg=[handle.element_handle(), place > count],
                )
