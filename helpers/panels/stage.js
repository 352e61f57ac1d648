// Looks frames up and shows them. Computes no shape: every frame comes from a run in the kernel.
const SEAM = "<!--words-->";
const PATIENCE = 1500; // ms without an answer after which the page says that the kernel may be away

const read = (control) =>
  control.get("_options_labels")?.[control.get("index")] ?? control.get("value") ?? null;

async function models(model, trait) {
  const ids = model.get(trait).map((id) => id.slice("IPY_MODEL_".length));
  return Promise.all(ids.map((id) => model.widget_manager.get_model(id)));
}

function box(el, name, attributes = {}) {
  const made = el.appendChild(document.createElement("div"));
  made.className = name;
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}

// JupyterLab takes arrow keys and Enter for itself, unless the element that has the focus says this.
const ownKeys = (element) => element?.setAttribute("data-lm-suppress-shortcuts", "true");

// ipywidgets leaves its sliders without an accessible name; their visible label is the name.
function ease(panel) {
  panel.querySelectorAll("select, input, .sc-words").forEach(ownKeys);
  for (const slider of panel.querySelectorAll(".widget-slider")) {
    const name = slider.querySelector(".widget-label").textContent;
    slider.querySelector(".noUi-handle")?.setAttribute("aria-label", name);
    const readout = slider.querySelector(".widget-readout");
    readout?.setAttribute("aria-label", `${name}, typed`);
    readout?.setAttribute("role", "textbox");
  }
}

// While the checkbox is checked, the sliders behind it take one value. The kernel copies for itself:
// a move is one message. What it may have missed while the checkbox went its own way is sent then.
function tie(checkbox, ...sliders) {
  const copy = (from) => {
    if (checkbox.get("value")) sliders.forEach((slider) => slider.set("value", from.get("value")));
  };
  const tell = (slider) => slider.comm_live && slider.save({ value: slider.get("value") }, { patch: true });
  sliders.forEach((slider) => slider.on("change:value", () => copy(slider)));
  checkbox.on("change:value", () => {
    copy(sliders[0]);
    sliders.forEach(tell);
  });
}

// JupyterLab marks a notebook as unsaved when it restores the stored panels, although that changes
// nothing in it. It may go on restoring after this; what is typed or run then stands in the cells.
function keepSaved({ context, restored }) {
  const notebook = context?.model.sharedModel;
  if (!notebook || notebook.cells.some((cell) => cell.canUndo())) return;
  const asLoaded = JSON.stringify(notebook.cells);
  const settle = () => {
    if (JSON.stringify(notebook.cells) === asLoaded) context.model.dirty = false;
  };
  restored.connect(settle);
  settle();
}

async function initialize({ model }) {
  const [checkbox, ...sliders] = await models(model, "tied");
  if (checkbox) tie(checkbox, ...sliders);
  const [control] = await models(model, "controls");
  if (!control.comm_live) keepSaved(model.widget_manager); // restored: no kernel made it
}

async function render({ model, el }) {
  el.classList.add("sc-stage");
  box(el, "sc-assets", { "aria-hidden": "true" }).innerHTML = model.get("assets");
  const picture = box(el, "sc-picture");
  const words = box(el, "sc-words", { role: "status", tabindex: "0", "aria-label": "What happened" });
  const controls = await models(model, "controls");
  const frames = model.get("frames");
  let asked = null; // the key that the kernel was asked for, one at a time: no queue builds up
  let timer;
  let unfolded = false; // the full message, by the learner: kept over frames that have none
  words.addEventListener("toggle", (event) => { unfolded = event.target.open; }, true);

  const put = (state, key, left, right) => {
    picture.innerHTML = left;
    words.innerHTML = right;
    words.querySelector("details")?.toggleAttribute("open", unfolded);
    ownKeys(words.querySelector("summary"));
    Object.assign(el.dataset, { state, key });
  };
  const ask = (key, values) => {
    put("running", key, "<p>The model is running on this size …</p>", "");
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (el.dataset.state !== "running") return;
      put("away", el.dataset.key, "<p>This size has not been run yet, and no kernel answers. A busy " +
        "kernel answers when it is free. Without one, the page holds only what was run before it was " +
        "saved: run the notebook's cells to go on.</p>", "");
    }, PATIENCE);
    if (asked !== null) return;
    asked = key;
    model.send({ values });
  };
  const show = () => {
    const values = controls.map(read);
    const key = values.join("|");
    if (key in frames) put("shown", key, ...frames[key].split(SEAM));
    else ask(key, values);
  };
  const follow = () => { // not twice where two tied sliders moved
    if (el.dataset.state !== "shown" || el.dataset.key !== controls.map(read).join("|")) show();
  };
  const receive = ({ key, frame, failure, forget }) => {
    if (forget) {
      Object.keys(frames).filter((old) => old.endsWith(forget)).forEach((old) => delete frames[old]);
      show();
      return;
    }
    if (frame) frames[key] = frame;
    if (key === asked) asked = null;
    if (key !== controls.map(read).join("|")) {
      if (asked === null && ["running", "away"].includes(el.dataset.state)) show();
    } else if (failure) put("failed", key, "", failure);
    else show();
  };

  model.on("msg:custom", receive);
  controls.forEach((control) => control.on("change:value change:index", follow));
  show();
  requestAnimationFrame(() => ease(el.closest(".sc-panel") ?? el));
  return () => {
    model.off("msg:custom", receive);
    controls.forEach((control) => control.off("change:value change:index", follow));
  };
}

export default { initialize, render };
