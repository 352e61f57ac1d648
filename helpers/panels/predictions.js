// A question to commit to. What may be said stands in the widget's state; here it is only shown.
const KEEPS = "shape-clinic:"; // in the tab, so that a reload without a kernel asks nothing twice
const CHANGED = "shape-clinic:answered";
const SURES = { guess: "a guess", rather: "rather sure", certain: "certain" };
const SHOWS = "Show it in the panel";
const JUMPS = [0, 300, 1000]; // ms after which JupyterLab may have come to where a link leads

const memory = new Map(); // where the page may store nothing
function recall(key) {
  try {
    return JSON.parse(sessionStorage.getItem(KEEPS + key));
  } catch {
    return memory.get(key) ?? null;
  }
}
function keep(key, value) {
  try {
    sessionStorage.setItem(KEEPS + key, JSON.stringify(value));
  } catch {
    memory.set(key, value);
  }
  document.dispatchEvent(new Event(CHANGED)); // the same question may stand in a second view
}

// JupyterLab takes arrow keys, Enter and single letters for itself, unless the very element that has
// the focus says this.
const TAKE_FOCUS = ["input", "button", "summary"];

function make(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  if (TAKE_FOCUS.includes(tag)) made.setAttribute("data-lm-suppress-shortcuts", "true");
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  made.append(...inside);
  return made;
}

// Text in which backticks stand around code.
const marked = (text) =>
  text.split("`").map((part, place) => (place % 2 ? make("code", {}, part) : part));

function button(words, press, attributes = {}) {
  const made = make("button", { type: "button", class: "sc-button", ...attributes }, words);
  made.addEventListener("click", press);
  return made;
}

// Native radio buttons: arrow keys choose, Tab leaves, and the legend is the group's name.
function radios(legend, labels, style) {
  const name = `sc-${Math.random().toString(36).slice(2)}`;
  const inputs = labels.map(() => make("input", { type: "radio", name }));
  const rows = labels.map((label, place) =>
    make("label", { class: "sc-option" }, inputs[place], make("span", {}, ...marked(label))));
  const box = make("fieldset", { role: "radiogroup", class: style },
    make("legend", {}, ...marked(legend)), ...rows);
  return { box, inputs, rows, chosen: () => inputs.findIndex((input) => input.checked) };
}

const show = (option) =>
  Object.keys(option.show).length
    ? [button(SHOWS, () =>
        document.dispatchEvent(new CustomEvent("shape-clinic:show", { detail: option.show })),
      { "aria-label": `${SHOWS}: ${option.says.replaceAll("`", "")}` })]
    : [];

const sign = (option) => (option.right ? "✓ Right." : "✗ No.");

const feedback = (option, before = []) =>
  make("div", { class: "sc-feedback" },
    make("p", {}, ...before, make("b", {}, sign(option)), " ", ...marked(option.because)),
    ...show(option));

function coded(code) {
  const text = make("code", { class: "sc-code" }, code);
  const told = make("span", { role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
      told.textContent = "Copied.";
    } catch {
      getSelection().selectAllChildren(text);
      told.textContent = "Selected: copy it with Ctrl + C.";
    }
  };
  return make("p", { class: "sc-class" }, "In a class, this is your answer: ", text, " ",
    button("Copy the code", copy), " ", told);
}

function folded(summary, ...inside) {
  return make("details", {}, make("summary", {}, summary), ...inside);
}

// One question with its options, how sure, the button and what is said after it. `key`: under which
// the answer is kept; `send` tells the kernel, if there is one; `after` makes what stands below.
function question(told, key, send, after = () => []) {
  const options = radios(told.asks, told.options.map(({ says }) => says), "sc-asks");
  const sures = Object.keys(SURES);
  const sure = told.sure ? radios("How sure are you?", Object.values(SURES), "sc-sure") : null;
  const groups = sure ? [options, sure] : [options];
  const why = make("span", { class: "sc-why", id: `${options.inputs[0].name}-why` });
  const said = make("div", { role: "status", class: "sc-verdict" });
  const more = make("div");
  const commit = button("That is my prediction", press, { "aria-describedby": why.id });
  if (!told.sure) commit.textContent = "That is my decision";
  let shown = null;

  const root = make("div", { class: "sc-question" }, ...groups.map(({ box }) => box),
    make("p", { class: "sc-commit" }, commit, " ", why), said, more);
  groups.forEach(({ inputs }) => inputs.forEach((input) => input.addEventListener("change", wait)));

  function wait() {
    const missing = [options.chosen() < 0 && "an answer", sure?.chosen() < 0 && "how sure you are"];
    const words = missing.filter(Boolean).join(" and ");
    commit.setAttribute("aria-disabled", String(Boolean(words)));
    why.textContent = words ? `Choose ${words} first. A wrong guess teaches more than none.`
      : "It counts once.";
  }
  function press() {
    if (recall(key)) return;
    const open = groups.find((group) => group.chosen() < 0);
    if (open) {
      open.inputs[0].focus();
      return;
    }
    const answer = { answer: options.chosen(), sure: sure ? sures[sure.chosen()] : null };
    keep(key, answer);
    send(answer);
  }
  function refresh() {
    const known = recall(key);
    const option = told.options[known?.answer];
    if (!option) return;
    if (JSON.stringify(known) === shown) return;
    shown = JSON.stringify(known);
    options.inputs[known.answer].checked = true;
    const place = sures.indexOf(known.sure);
    if (sure && place >= 0) sure.inputs[place].checked = true;
    groups.forEach(({ box }) => { box.disabled = true; });
    options.rows.forEach((row, at) => {
      row.querySelector(".sc-yours")?.remove();
      if (at === known.answer) row.append(make("span", { class: "sc-yours" }, "your answer"));
    });
    commit.setAttribute("aria-disabled", "true");
    why.textContent = "Committed: the first answer counts.";
    said.replaceChildren(feedback(option));
    const others = told.options.filter((other) => other !== option)
      .map((other) => feedback(other, [make("i", {}, ...marked(other.says)), make("br")]));
    const code = option.codes[known.sure ?? ""];
    more.replaceChildren(folded("What the other answers would have met", ...others),
      ...(code ? [coded(code)] : []), ...after());
  }
  wait();
  refresh();
  return { root, refresh, committed: () => Boolean(told.options[recall(key)?.answer]) };
}

// What follows the cell is hidden by the style sheet alone, as long as `el` has the class for it.
function folding(el, key, committed) {
  const open = button("", () => set(!recall(`${key}/open`)));
  const bar = make("p", { class: "sc-fold" },
    make("span", {}, "What follows is folded until you have committed. "), open);
  function set(value) {
    keep(`${key}/open`, value);
    refresh();
  }
  function refresh() {
    const opened = Boolean(recall(`${key}/open`));
    el.classList.toggle("sc-folding", !committed() && !opened);
    bar.classList.toggle("sc-done", committed());
    bar.firstChild.hidden = opened;
    open.textContent = opened ? "Fold it again" : "Show what follows without an answer";
    open.setAttribute("aria-expanded", String(opened));
  }
  function hides(cell) {
    const own = el.closest(".jp-Cell");
    return own && cell?.parentElement === own.parentElement && el.classList.contains("sc-folding")
      && Boolean(own.compareDocumentPosition(cell) & Node.DOCUMENT_POSITION_FOLLOWING);
  }
  // Who jumps to a place that is folded wants to be there.
  function reach(target) {
    if (!hides(target?.closest?.(".jp-Cell"))) return;
    set(true);
    target.scrollIntoView();
  }
  // JupyterLab goes on to the next cell after Shift + Enter. Where that is folded, nothing would have
  // the focus, and no key would do anything: the question has it then.
  function attract() {
    afterwards(() => {
      const active = el.closest(".jp-Notebook")?.querySelector(".jp-Cell.jp-mod-active");
      if (document.activeElement === document.body && hides(active) && el.checkVisibility())
        el.querySelector("input").focus();
    });
  }
  return { bar, refresh, reach, attract };
}

// Once the page has drawn what changed.
const afterwards = (does) => requestAnimationFrame(() => requestAnimationFrame(does));

// Listens, as long as the question stands there, for whatever leads to where it folds.
function follow({ reach, attract }, el) {
  const hashed = () => reach(document.getElementById(decodeURIComponent(location.hash.slice(1))));
  const clicked = ({ target }) => {
    if (!target.closest?.(".jp-TableOfContents, a[href*='#']")) return;
    const active = () => el.closest(".jp-Notebook")?.querySelector(".jp-Cell.jp-mod-active");
    JUMPS.forEach((wait) => setTimeout(() => reach(active()), wait));
  };
  const wanted = ({ target }) => reach(target); // an element asks to be seen
  const heard = [["click", clicked, document], ["shape-clinic:unfold", wanted, document],
    ["focusout", attract, document], ["hashchange", hashed, window]];
  heard.forEach(([name, does, where]) => where.addEventListener(name, does));
  afterwards(hashed); // by then the element is in the page
  attract();
  return () => heard.forEach(([name, does, where]) => where.removeEventListener(name, does));
}

function render({ model, el }) {
  const told = JSON.parse(atob(model.get("sealed")));
  const keyOf = ({ name }) => `${model.get("kind")}/${name}`;
  const asked = (one, after) =>
    question(one, keyOf(one), (answer) => model.send({ name: one.name, ...answer }), after);
  const second = told.second && asked(told.second);
  const first = asked(told, () =>
    second ? [folded("A second question like it, after you have talked", second.root)] : []);
  const fold = model.get("folds") && folding(el, keyOf(told), first.committed);
  el.classList.add("sc-prediction");
  el.append(first.root, ...(fold ? [fold.bar] : []));

  const refresh = () => [first, second, fold].forEach((part) => part && part.refresh());
  // Committed while no kernel answered: it learns of it, once.
  const late = [told, told.second].filter((one) => one && recall(keyOf(one)));
  const receive = ({ known }) => {
    for (const [name, { answer, sure }] of Object.entries(known)) keep(keyOf({ name }), { answer, sure });
    late.splice(0).filter(({ name }) => !(name in known))
      .forEach((one) => model.send({ name: one.name, ...recall(keyOf(one)) }));
  };
  model.on("msg:custom", receive);
  document.addEventListener(CHANGED, refresh);
  const leave = fold ? follow(fold, el) : () => {};
  refresh();
  model.send({});
  return () => {
    model.off("msg:custom", receive);
    document.removeEventListener(CHANGED, refresh);
    leave();
  };
}

export default { render };
