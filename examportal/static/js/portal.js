/* Hints only: every page works without this file, and the server is the judge of every form. */
"use strict";

// A form that came back with mistakes: go to the summary, also where `autofocus` on it is not understood.
const summary = document.getElementById("podsumowanie-bledow");
if (summary) {
  window.requestAnimationFrame(() => { // by then the browser has done what it does about `autofocus`
    if (document.activeElement === document.body) summary.focus();
  });
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const control = link && document.getElementById(link.hash.slice(1));
    if (control) {
      event.preventDefault();
      (control.closest(".field") || control).scrollIntoView();
      control.focus({ preventScroll: true });
    }
  });
}

// <div data-shown-when="employment_kind" data-shown-values="school university">: a part of a form that is asked only
// after some answers; a checkbox answers "on" or "off".
function answerOf(form, name) {
  const control = form.elements.namedItem(name);
  if (!control) return "";
  return control.type === "checkbox" ? (control.checked ? "on" : "off") : control.value;
}

for (const part of document.querySelectorAll("[data-shown-when]")) {
  const form = part.closest("form");
  const update = () => {
    part.hidden = !part.dataset.shownValues.split(" ").includes(answerOf(form, part.dataset.shownWhen));
  };
  form.addEventListener("change", update);
  update();
}

// <ul class="rules" data-rules-for="new_password"><li data-min="12">…<li data-pattern="\p{Lu}">…: tick off while typing.
function holds(rule, text) {
  if (rule.dataset.min) return Array.from(text).length >= Number(rule.dataset.min);
  return new RegExp(rule.dataset.pattern, "u").test(text);
}

for (const list of document.querySelectorAll("[data-rules-for]")) {
  const control = document.getElementById(list.dataset.rulesFor);
  const rules = list.querySelectorAll("[data-min], [data-pattern]");
  control.addEventListener("input", () => {
    for (const rule of rules) rule.classList.toggle("rule-met", holds(rule, control.value));
  });
}

// Typing a long password blind is hard: let people look.
for (const control of document.querySelectorAll("input[type=password]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-link show-password";
  button.setAttribute("aria-controls", control.id);
  const show = (shown) => {
    control.type = shown ? "text" : "password";
    button.textContent = shown ? "Ukryj hasło" : "Pokaż hasło";
  };
  button.addEventListener("click", () => show(control.type === "password"));
  control.form.addEventListener("submit", () => show(false));
  control.after(button);
  show(false);
}

// A second click while the first is on its way sends nothing, and says so; the button itself is never switched off.
const PATIENCE = 5000;

for (const form of document.querySelectorAll("form[method=post]")) {
  let sentAt = -Infinity;
  form.addEventListener("submit", (event) => {
    if (event.timeStamp - sentAt < PATIENCE) {
      event.preventDefault();
      return;
    }
    sentAt = event.timeStamp;
    const said = form.querySelector(".sending") || document.createElement("p");
    said.className = "sending";
    said.setAttribute("role", "status");
    form.append(said);
    window.setTimeout(() => { said.textContent = "Wysyłamy… To może potrwać kilka sekund."; }, 700);
    window.setTimeout(() => { said.textContent = ""; }, PATIENCE);
  });
}

// <p data-shown-after="6600" hidden>: said after that many seconds, for example before a form's time runs out.
for (const note of document.querySelectorAll("[data-shown-after]")) {
  window.setTimeout(() => { note.hidden = false; }, Math.max(0, Number(note.dataset.shownAfter)) * 1000);
}

// <div data-watch="5">: work goes on elsewhere. Look every 5 seconds (2 when it says nothing), 600 times at most; without
// this file there is a link to refresh the page. When the part is gone there is another page to show; not while somebody
// types, for nothing typed may be lost. `data-watch-at` names another page that has the part. Looking is no click: the
// header keeps a session from living longer by it.
const LOOK_EVERY = 2;

function isTyping() {
  const controls = document.querySelectorAll("main input:not([type=hidden]), main textarea");
  return Array.from(controls).some((control) => control.value !== control.defaultValue);
}

for (const said of document.querySelectorAll("[data-watch]")) {
  const every = Number(said.dataset.watch || LOOK_EVERY) * 1000;
  let looks = 600;
  const look = async () => {
    try {
      const options = { credentials: "same-origin", headers: { "X-Watching": "1" } };
      const answer = await window.fetch(said.dataset.watchAt || window.location.href, options);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-watch]");
      if (!fresh && answer.status < 500 && !isTyping()) {
        window.location.reload();
        return;
      }
      if (fresh && fresh.textContent !== said.textContent) said.replaceChildren(...fresh.childNodes);
    } catch {
      // away for a moment: the next look may come through
    }
    looks -= 1;
    if (looks > 0) window.setTimeout(look, every);
  };
  window.setTimeout(look, every);
}

// <div data-idle="1800" data-idle-address="/sesja">: a session that ends after 1800 seconds without a click. Two minutes
// before that we ask whether to stay. Other windows may have been busy meanwhile: the server knows, and asking it with the
// header is no click.
const WARN_BEFORE = 120;
const ROUNDING = 5;

for (const region of document.querySelectorAll("[data-idle]")) {
  const show = (name) => region.replaceChildren(document.getElementById(name).content.cloneNode(true));
  const wait = (seconds, then) => window.setTimeout(then, Math.max(1, seconds) * 1000);
  const secondsLeft = async (options) => {
    const answer = await window.fetch(region.dataset.idleAddress, { credentials: "same-origin", ...options });
    return (await answer.json()).seconds;
  };
  const ask = () => {
    show("idle-warning");
    let before = document.activeElement;
    const button = region.querySelector("button");
    button.addEventListener("focus", (event) => { before = event.relatedTarget || before; });
    button.addEventListener("click", async () => {
      try {
        const seconds = await secondsLeft({});
        if (seconds > 0) region.replaceChildren();
        (before && before.isConnected ? before : document.getElementById("tresc")).focus();
        if (seconds > 0) wait(seconds - WARN_BEFORE, look);
        else show("idle-ended");
      } catch {
        // away for a moment: the button is still there
      }
    });
    wait(WARN_BEFORE, look);
  };
  const look = async () => {
    let seconds = WARN_BEFORE;
    try {
      seconds = await secondsLeft({ headers: { "X-Watching": "1" } });
    } catch {
      // not to be asked now: rather a warning too many
    }
    if (seconds <= 0) show("idle-ended");
    else if (seconds > WARN_BEFORE + ROUNDING) wait(seconds - WARN_BEFORE, look);
    else if (region.children.length === 0) ask();
    else wait(seconds, look);
  };
  wait(Number(region.dataset.idle) - WARN_BEFORE, look);
}
