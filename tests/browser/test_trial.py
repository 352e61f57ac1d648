"""The panel of the sixth visit: a guess comes first, and the lines run in the learner's kernel."""

from .jupyter import PATIENCE
from .panel import Panel
from .test_panels import tabbed
from .visits import TRIAL, of_visits


@of_visits(TRIAL)
def test_another_claim_is_not_guessed_yet(panel):
    panel.choose(claim="first call", your_guess="true")
    assert "The lines printed" in panel.words
    panel.select("claim").select_option(label="after training")
    panel.settle()
    assert panel.values()["your-guess"] == "not yet"
    assert "Your guess first" in panel.words and "The lines printed" not in panel.words


@of_visits(TRIAL)
def test_without_a_kernel_too(visit, open_notebook):
    notebook = open_notebook(f"notebooks/{visit.stem}.ipynb")
    notebook.unfold()
    panel = Panel(notebook.page, TRIAL.controls)
    panel.choose(claim="first call", your_guess="true")
    panel.select("claim").select_option(label="after training")
    panel.settle()
    assert panel.values()["your-guess"] == "not yet"
    panel.choose(your_guess="false")
    assert "as you said" in panel.words
    notebook.close()


@of_visits(TRIAL)
def test_the_button_runs_the_lines_in_the_kernel(panel):
    panel.choose(claim="first call", your_guess="true")
    before = panel.words
    panel.box.locator("button", has_text="Run its lines here").click()
    told = panel.box.locator(".sc-told", has_text="first call, the same lines")
    told.wait_for(timeout=PATIENCE)
    assert "TensorFlow 2." in told.inner_text()
    assert panel.settle().words == before


@of_visits(TRIAL)
def test_all_of_it_by_tab(panel):
    reached = tabbed(panel, panel.select("claim"))
    assert reached >= {"claim", "your-guess", "words"}
