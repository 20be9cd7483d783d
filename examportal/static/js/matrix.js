/* The matrix of rights: every tick asks the server what the verdict would be. Without this file a button asks. */
"use strict";

// <form data-verdict-at-once="werdykt">: the id of what is drawn anew. A box with data-needs="…" needs the box of that
// name, one with data-needed-by="…" is needed by that one.
const PAUSE = 150;

for (const form of document.querySelectorAll("form[data-verdict-at-once]")) {
  const region = document.getElementById(form.dataset.verdictAtOnce);
  let waiting = 0;
  let asked = 0;

  const keepTogether = (box) => {
    if (box.dataset.needs && box.checked) form.elements.namedItem(box.dataset.needs).checked = true;
    if (box.dataset.neededBy && !box.checked) form.elements.namedItem(box.dataset.neededBy).checked = false;
  };
  const ask = async () => {
    asked += 1;
    const mine = asked;
    const answers = new URLSearchParams(new FormData(form));
    answers.set("act", "sprawdz");
    try {
      const answer = await window.fetch(form.action, { method: "POST", body: answers, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(region.id);
      if (mine === asked && answer.ok && fresh) {
        // Only what is inside the live region changes, so that it is read out.
        region.querySelector("[role=status]").replaceChildren(...fresh.querySelector("[role=status]").childNodes);
        region.querySelector("[role=status]").className = fresh.querySelector("[role=status]").className;
      }
    } catch {
      // away for a moment: the next tick asks again, and saving tells anyhow
    }
  };
  form.addEventListener("change", (event) => {
    keepTogether(event.target);
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, PAUSE);
  });
}
