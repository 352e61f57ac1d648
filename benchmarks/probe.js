// Says, inside the page, what a panel shows and when it was painted. Reads the DOM, changes nothing.
window.probe = {
  // The numbers (height|width) that the picture shows; "" while there is none, or a picture not loaded yet.
  shown(panel) {
    const stage = panel.querySelector(".sc-stage");
    if (stage) return stage.dataset.state === "shown" ? stage.dataset.key.match(/(?<=^|\|)\d+(?=\||$)/g).join("|") : "";
    const told = panel.textContent.match(/at((?: \d+)+)/);
    return told && panel.querySelector("img")?.complete ? told[1].trim().replaceAll(" ", "|") : "";
  },

  // The numbers that the sliders stand at.
  slid: (panel) =>
    [...panel.querySelectorAll(".noUi-handle")].map((handle) => parseInt(handle.ariaValueNow)).join("|"),

  // From the next key press to the frame after the one with the picture of the new size:
  // {ms, null without an answer; asked: whether the stage had to ask the kernel}.
  answer(panel) {
    return new Promise((resolve) => {
      const pressed = (press) => {
        setTimeout(() => resolve({ ms: null, asked: false }), 6000); // a notebook can lose a move
        const before = probe.slid(panel);
        const source = panel.querySelector(".jupyter-widgets img")?.src;
        let asked = false;
        const look = async () => {
          const image = panel.querySelector(".jupyter-widgets img");
          asked ||= panel.querySelector(".sc-stage")?.dataset.state === "running";
          if (probe.slid(panel) === before || probe.shown(panel) !== probe.slid(panel)) return;
          if (image && image.src === source) return;
          changes.disconnect();
          panel.removeEventListener("load", look, true);
          await image?.decode();
          requestAnimationFrame(() =>
            requestAnimationFrame(() => resolve({ ms: performance.now() - press.timeStamp, asked })));
        };
        const changes = new MutationObserver(look);
        changes.observe(panel, { subtree: true, childList: true, attributes: true, characterData: true });
        panel.addEventListener("load", look, true);
      };
      document.addEventListener("keydown", pressed, { capture: true, once: true });
    });
  },

  // Notes, frame by frame until `stop`, what is painted: [{at, shown, slid}], one entry per change;
  // `moved` is when the hand moved last.
  film(panel) {
    const film = { changes: [], moved: 0, on: true };
    const move = (event) => (film.moved = event.timeStamp);
    for (const kind of ["pointermove", "keydown"]) document.addEventListener(kind, move, true);
    const frame = () => {
      const [shown, slid, last] = [probe.shown(panel), probe.slid(panel), film.changes.at(-1)];
      if (shown !== last?.shown || slid !== last?.slid) film.changes.push({ at: performance.now(), shown, slid });
      if (film.on) requestAnimationFrame(frame);
      else for (const kind of ["pointermove", "keydown"]) document.removeEventListener(kind, move, true);
    };
    requestAnimationFrame(frame);
    probe.filming = film;
  },

  stop() {
    return Object.assign(probe.filming, { on: false, ended: performance.now() });
  },
};
