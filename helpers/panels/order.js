// Lines that are moved by their buttons or by the arrow keys. Whether their order is right is the
// kernel's to say: it builds the model and asks it for all sizes.
const PATIENCE = 4000; // ms without an answer after which the page says that the kernel may be away
const NONE = "<p>No kernel answers here, and the check needs one: run this cell, then check again.</p>";
const BUSY = "<p>The kernel has not answered yet. A busy kernel answers when it is free.</p>";
const MOVED = "<p>Moved since the last check: check again.</p>";
const WITHOUT = "The map of your order comes with its check.";
const HELP = "Arrow up and arrow down move the line that has the focus.";

// JupyterLab takes arrow keys, Enter and letters for itself, unless the element that has the focus
// says otherwise.
function add(parent, tag, attributes = {}, text = "") {
  const made = parent.appendChild(document.createElement(tag));
  if (tag === "button" || "tabindex" in attributes) made.setAttribute("data-lm-suppress-shortcuts", "true");
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  made.textContent = text;
  return made;
}

// Whether a kernel made this very widget: one that was stored has none behind it.
async function live(model) {
  const layout = model.get("layout");
  const found = typeof layout === "string"
    ? await model.widget_manager.get_model(layout.slice("IPY_MODEL_".length))
    : layout;
  return Boolean(found?.comm_live);
}

let count = 0;

function render({ model, el }) {
  const help = `sc-order-help-${++count}`;
  el.classList.add("sc-order");
  add(el, "style").textContent = model.get("style_of_drawings");
  add(el, "p", { class: "sc-order-asks" }, model.get("asks"));
  const side = add(el, "div", { class: "sc-order-side" });
  const code = add(side, "div", { class: "sc-order-code" });
  add(code, "code", {}, "keras.Sequential([");
  const list = add(code, "ol", { "aria-label": "Lines of the model" });
  add(code, "code", {}, "])");
  add(code, "p", { class: "sc-order-help", id: help }, HELP);
  const check = add(code, "button", { class: "sc-order-check", type: "button" }, "Check this order");
  const told = add(code, "div", {
    class: "sc-order-told", role: "status", tabindex: "0", "aria-label": "What is said to this order",
  });
  const maps = add(side, "div", { class: "sc-order-maps" });
  add(maps, "div").innerHTML = model.get("target");
  const own = add(maps, "div", { class: "sc-order-own" }, WITHOUT);
  const moved = add(el, "div", { class: "sc-order-moved", role: "status" });
  let timer;

  const places = () => [...list.children].map((item) => Number(item.dataset.place));
  const name = (item) => {
    const place = [...list.children].indexOf(item) + 1;
    const line = item.querySelector(".sc-order-line");
    line.setAttribute("aria-label", `${line.textContent} line ${place} of ${list.children.length}`);
    return `${line.textContent} is now line ${place} of ${list.children.length}.`;
  };
  const move = (item, by) => {
    const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (by < 0) list.insertBefore(other, item.nextElementSibling);
    else list.insertBefore(other, item);
    [...list.children].forEach(name);
    moved.textContent = name(item);
    clearTimeout(timer);
    told.innerHTML = told.textContent ? MOVED : "";
  };

  model.get("lines").forEach((text, place) => {
    const item = add(list, "li", { "data-place": place });
    const line = add(item, "code", {
      class: "sc-order-line", tabindex: "0", role: "group", "aria-roledescription": "movable line",
      "aria-describedby": help,
    }, `${text},`);
    [["▲", -1, "up"], ["▼", 1, "down"]].forEach(([sign, by, way]) => {
      const button = add(item, "button", { type: "button", tabindex: "-1", "aria-label": `${text} ${way}` }, sign);
      button.addEventListener("click", () => { move(item, by); line.focus(); });
    });
    line.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      move(item, by);
    });
  });
  [...list.children].forEach(name);

  check.addEventListener("click", async () => {
    clearTimeout(timer);
    if (!(await live(model))) {
      told.innerHTML = NONE;
      return;
    }
    told.innerHTML = "<p>The model is being built and asked for all sizes …</p>";
    timer = setTimeout(() => { told.innerHTML = BUSY; }, PATIENCE);
    model.send({ check: places() });
  });
  const receive = (content) => {
    clearTimeout(timer);
    told.innerHTML = content.told;
    if (content.drawing) own.innerHTML = content.drawing;
    else own.textContent = WITHOUT;
  };
  model.on("msg:custom", receive);
  return () => model.off("msg:custom", receive);
}

export default { render };
