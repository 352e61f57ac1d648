"""What must never happen in a page, noted while it happens: see the fixture `guard`."""

from .recording import message_of

#: What a control shows, as text; the same in the page's keys.
READ = """(control) => {
    const checkbox = control.querySelector('input[type=checkbox]');
    if (checkbox) return String(checkbox.checked);
    const select = control.querySelector('select');
    return select ? select.value : control.querySelector('.widget-readout').textContent;
}"""

#: Runs in every page before its own scripts. `follow` writes down, at every animation frame, what
#: the controls point at and what the stage shows: a stale picture lives for a few frames only.
NOTES = """
window.notes = {failed: [], popups: [], shifts: [], frames: [], operated: false};
new MutationObserver(() => {
    for (const stage of document.querySelectorAll('.sc-stage[data-state=failed]')) {
        const words = stage.querySelector('.sc-words').innerText;
        if (!notes.failed.includes(words)) notes.failed.push(words);
    }
    for (const popup of document.querySelectorAll('.jp-Dialog, .Toastify__toast'))
        if (!notes.popups.includes(popup.innerText)) notes.popups.push(popup.innerText);
}).observe(document,
    {subtree: true, childList: true, attributes: true, attributeFilter: ['data-state']});

// A shift counts where the panel, or what comes after it in the notebook, moves while a hand is at
// it. Shifts right after an input count too: these are the ones that a learner sees.
new PerformanceObserver((list) => {
    const panel = document.querySelector('.sc-panel');
    if (!panel || !notes.operated) return;
    for (const entry of list.getEntries())
        for (const {node, previousRect: from, currentRect: to} of entry.sources) {
            const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
            // Not meant: the status bar, whose words change with the kernel's state; a number that
            // keeps to the middle of its box; what Chromium lays out, or leaves, near to the view.
            if (!element || element.closest('#jp-main-statusbar')
                || (from.x === to.x && from.y === to.y) || !from.width || !to.width) continue;
            const after = panel.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
            if (after || panel.contains(element))
                notes.shifts.push(`${element.tagName}.${element.className}: `
                    + `${from.x},${from.y} -> ${to.x},${to.y}`);
        }
}).observe({type: 'layout-shift'});

window.follow = (names) => {
    const panel = document.querySelector('.sc-panel'), stage = panel.querySelector('.sc-stage');
    const text = READ, read = (name) => text(panel.querySelector('.sc-control-' + name));
    notes.frames = [];
    const note = () => {
        notes.frames.push({
            controls: names.map(read).join('|'),
            key: stage.dataset.key,
            state: stage.dataset.state,
            alt: stage.querySelector('svg[role=img]')?.getAttribute('aria-label') ?? '',
        });
        notes.following = requestAnimationFrame(note);
    };
    note();
};
window.unfollow = () => { cancelAnimationFrame(notes.following); return notes.frames; };
""".replace("READ", READ)

#: Errors in the console that are JupyterLab's own, by a part of their text or address, and why.
JUPYTERLABS_OWN = ()


#: What ipykernel writes when JupyterLab's widget manager asks a fresh kernel for widgets that it
#: may hold from before, over a comm of its own. Every notebook with a widget brings this once.
NO_WIDGETS_YET = ("No such comm target registered: jupyter.widget.control", "No such comm: ")


class Watch:
    """All that went wrong in one page: in its console, its stage, its layout, its kernels."""

    def __init__(self, page):
        self.page, self.heard = page, []
        self.messages = None  # a list to which the kernel's are added, while somebody wants them
        page.add_init_script(NOTES)
        page.on("pageerror", lambda error: self.heard.append(f"exception in the page: {error}"))
        page.on("console", self._console)
        page.on("websocket", lambda socket: socket.on("framereceived", self._message))

    def _console(self, message):
        told = f"{message.text} {message.location['url']}"
        if message.type == "error" and not any(own in told for own in JUPYTERLABS_OWN):
            self.heard.append(f"error in the console: {told}")

    def _message(self, payload):
        """One message of a kernel. What a callback raises comes as an error, or on stderr.

        ipywidgets swallows such an exception: the page shows nothing of it.
        """
        if isinstance(payload, str):
            return
        told = message_of(payload)
        if self.messages is not None:
            self.messages.append(told)
        kind, content = told["msg_type"], told["content"]
        asked_by = told["parent_header"].get("msg_type")
        if kind == "error" and asked_by != "execute_request":
            self.heard.append("exception in the kernel: " + "\n".join(content["traceback"]))
        if kind == "stream" and content["name"] == "stderr":
            lines = [
                line
                for line in content["text"].splitlines()
                # Some package may have given the kernel's log another form.
                if not line.removeprefix("WARNING:Comm:").startswith(NO_WIDGETS_YET)
            ]
            if lines and (asked_by != "execute_request" or "Traceback" in content["text"]):
                self.heard.append("the kernel's stderr: " + content["text"])

    def forget(self, words):
        """Leave out what was heard so far with these words in it: it was met, and mended."""
        self.heard = [told for told in self.heard if words not in told]

    def operate(self):
        """From now on no layout shift is allowed: a hand is at the panel."""
        self.page.evaluate("notes.operated = true")

    def complaints(self):
        """What went wrong since the last call."""
        if not self.page.is_closed():
            # Shifts are told in the frame after they happened.
            self.page.evaluate(
                "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
            )
            for note, told in (
                ("failed", "a callback failed"),
                ("popups", "popped up"),
                ("shifts", "layout shift"),
            ):
                seen = self.page.evaluate("(note) => notes[note].splice(0)", note)
                self.heard += [f"{told}: {what}" for what in seen]
        heard, self.heard = self.heard, []
        return heard
