// Looks frames up and shows them. Computes no shape: every frame comes from a run in the kernel.
const SEAM = "<!--words-->";
const RUN = '[data-command="notebook:run-cell-and-select-next"]'; // JupyterLab's button
const PATIENCE = 1500; // ms without an answer after which the page says why

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
    const name = slider.querySelector(".widget-label")?.textContent ?? "";
    slider.querySelector(".noUi-handle")?.setAttribute("aria-label", name);
    const readout = slider.querySelector(".widget-readout");
    readout?.setAttribute("aria-label", `${name}, typed`);
    readout?.setAttribute("role", "textbox");
  }
}

// The controls may be drawn after the stage, and anew: after a reload they are. Returns its own end.
function keepEased(panel, el) {
  const anew = (changes) => changes.some(({ target }) => !el.contains(target)) && ease(panel);
  const watch = new MutationObserver(anew);
  watch.observe(panel, { childList: true, subtree: true });
  ease(panel);
  return () => watch.disconnect();
}

// A moment is {the name of a control: its value}; it comes as an event, or behind the # of an address.
const SHOW = "shape-clinic:show";

// What to set of a control so that it shows `value`, which may be text; null where it cannot.
function setting(control, value) {
  const labels = control.get("_options_labels");
  if (labels) return labels.includes(String(value)) ? { index: labels.indexOf(String(value)) } : null;
  if (typeof control.get("value") === "boolean") return { value: String(value) === "true" };
  const number = Math.round(Number(value));
  if (Number.isNaN(number) || value === "") return null;
  return { value: Math.min(control.get("max"), Math.max(control.get("min"), number)) };
}

// As a hand would: the kernel learns of it.
function operate(control, value) {
  const change = setting(control, value);
  const [[trait, now]] = Object.entries(change);
  if (control.get(trait) === now) return;
  control.set(change);
  control.save_changes();
}

// A lock that ties what the moment has apart opens first.
function operateAll([lock, ...tied], named, moment) {
  const sides = tied.map((slider) => slider.get("description")).filter((name) => name in moment);
  if (new Set(sides.map((name) => String(moment[name]))).size > 1) operate(lock, false);
  Object.entries(moment).forEach(([name, value]) => operate(named[name], value));
}

// The stage for a moment: of those that have all its names, the first in sight, or else one that is
// folded below a question.
function stageFor(names) {
  const has = (stage) => names.every((name) => JSON.parse(stage.dataset.names ?? "[]").includes(name));
  const stages = [...document.querySelectorAll(".sc-stage")].filter(has);
  return names.length ? stages.find((stage) => stage.checkVisibility?.() ?? true) ?? stages[0] : undefined;
}

// What stands behind the # of the address. JupyterLab takes it off once it has opened the file.
function addressed(path) {
  const opened = new URL(performance.getEntriesByType("navigation")[0]?.name ?? location.href);
  const here = !path || decodeURIComponent(opened.pathname).endsWith(path);
  return location.hash || (here ? opened.hash : "");
}

// Listens for moments. `set(change)` calls `change` and then shows what the controls say. Returns an
// end, and what to call when the stage stands in the page.
function followMoments({ el, words, controls, tied, path, set }) {
  const named = Object.fromEntries([...tied, ...controls].map((one) => [one.get("description"), one]));
  el.dataset.names = JSON.stringify(Object.keys(named));
  const take = (moment, go = true) => {
    const mine = stageFor(Object.keys(moment)) === el;
    if (!mine || !Object.entries(moment).every(([name, value]) => setting(named[name], value))) return;
    set(() => operateAll(tied, named, moment));
    if (!go) return;
    el.dispatchEvent(new CustomEvent("shape-clinic:unfold", { bubbles: true }));
    const panel = el.closest(".sc-panel") ?? el;
    const block = panel.offsetHeight < innerHeight - 200 ? "center" : "start";
    const bring = () => panel.scrollIntoView({ block });
    bring();
    words.focus({ preventScroll: true });
    requestAnimationFrame(bring); // what lay out of sight on the way has its true height by now
  };
  // A stage that a cell makes anew stands at the address's moment too, and nothing scrolls then.
  const takeAddress = (go) => {
    const hash = addressed(path), { dataset } = document.body;
    const moment = Object.fromEntries(new URLSearchParams(hash.slice(1)));
    if (stageFor(Object.keys(moment)) !== el) return;
    take(moment, go || dataset.scAddress !== hash);
    dataset.scAddress = hash;
  };
  const shown = ({ detail }) => take(detail ?? {});
  const changed = () => takeAddress(true);
  document.addEventListener(SHOW, shown);
  addEventListener("hashchange", changed);
  const end = () => {
    document.removeEventListener(SHOW, shown);
    removeEventListener("hashchange", changed);
  };
  return [end, () => takeAddress(false)];
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

// Runs the cells of a notebook in JupyterLab from the first down to that of `el`, by its own button.
function runDownTo(el) {
  const notebook = el.closest(".jp-NotebookPanel");
  const press = (target, shiftKey = false) => ["mousedown", "mouseup"].forEach((type) =>
    target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, shiftKey })));
  press(notebook.querySelector(".jp-Cell"));
  press(el.closest(".jp-Cell"), true);
  press(notebook.querySelector(RUN));
}

// What a stored panel says by itself: it has no kernel behind it, and how it gets one.
function sayStored(place, el) {
  const inLab = el.closest(".jp-NotebookPanel")?.querySelector(RUN);
  const told = place.appendChild(document.createElement("span"));
  told.textContent = "As it was saved: it answers for the sizes that were run before. " +
    (inLab ? "For every size: " : "For every size, open this notebook in JupyterLab and run its cells.");
  if (!inLab) return;
  const button = place.appendChild(document.createElement("button"));
  button.textContent = "▶ Run the cells down to here";
  button.onclick = () => runDownTo(el);
  ownKeys(button);
}

// Why there is no answer yet, of a panel that a kernel has made.
function absent(kernel) {
  if (kernel?.status === "busy") return "The kernel is busy. It answers when it is free.";
  if (kernel?.connectionStatus === "connected") return "The kernel has not answered yet.";
  return "This size has not been run yet, and no kernel answers. The sizes that were run before are still " +
    "there. For others, restart the kernel and run the cells.";
}

async function initialize({ model }) {
  const [checkbox, ...sliders] = await models(model, "tied");
  if (checkbox) tie(checkbox, ...sliders);
  const [control] = await models(model, "controls");
  if (!control.comm_live) keepSaved(model.widget_manager); // restored: no kernel made it
}

async function render({ model, el }) {
  const [controls, tied] = [await models(model, "controls"), await models(model, "tied")];
  el.classList.add("sc-stage");
  box(el, "sc-assets", { "aria-hidden": "true" }).innerHTML = model.get("assets");
  const stored = model.get("assets") && !controls[0].comm_live; // a panel, and no kernel has made it
  const saved = stored && box(el, "sc-stored");
  const picture = box(el, "sc-picture");
  const words = box(el, "sc-words", { role: "status", tabindex: "0", "aria-label": "What happened" });
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
    if (!controls[0].comm_live) {
      put("away", key, `<p>This size has not been run${saved ? " before it was saved" : " yet: run the cell again"}.</p>`, "");
      return;
    }
    put("running", key, "<p>TensorFlow is running on this size …</p>", "");
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (el.dataset.state !== "running") return;
      put("away", el.dataset.key, `<p>${absent(model.widget_manager.kernel)}</p>`, "");
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
  let held = false; // while several controls are set at once
  const follow = () => { // not twice where two tied sliders moved
    if (held) return;
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

  const set = (change) => {
    held = true;
    change();
    held = false;
    follow();
  };
  const { path } = model.widget_manager.context ?? {};
  const [unfollow, takeAddress] = followMoments({ el, words, controls, tied, path, set });
  model.on("msg:custom", receive);
  controls.forEach((control) => control.on("change:value change:index", follow));
  show();
  let end = () => {};
  const attached = () => { // a view is made before it stands in the page
    if (end && !el.isConnected) return requestAnimationFrame(attached);
    if (!end) return;
    end = keepEased(el.closest(".sc-panel") ?? el, el);
    if (saved) sayStored(saved, el);
    takeAddress();
  };
  requestAnimationFrame(attached);
  return () => {
    end();
    end = null;
    unfollow();
    model.off("msg:custom", receive);
    controls.forEach((control) => control.off("change:value change:index", follow));
  };
}

export default { initialize, render };
