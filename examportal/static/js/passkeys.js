/* Passkeys: what an authenticator answers goes into a hidden field of an ordinary form. */
"use strict";

const ABLE = Boolean(window.PublicKeyCredential && navigator.credentials && window.isSecureContext);

function bytesOf(text) {
  const plain = window.atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function textOf(buffer) {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return window.btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const withBytes = (keys) => (keys || []).map((key) => ({ ...key, id: bytesOf(key.id) }));

function asked(kind, options) {
  const given = { ...options, challenge: bytesOf(options.challenge) };
  if (kind === "get") return { ...given, allowCredentials: withBytes(options.allowCredentials) };
  const user = { ...options.user, id: bytesOf(options.user.id) };
  return { ...given, user, excludeCredentials: withBytes(options.excludeCredentials) };
}

// As `PublicKeyCredential.toJSON` would, which older browsers do not have.
function answered(key) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[name]) response[name] = textOf(key.response[name]);
  }
  if (key.response.getTransports) response.transports = key.response.getTransports();
  return JSON.stringify({ id: key.id, rawId: textOf(key.rawId), type: key.type, response });
}

// <form data-passkey="create" data-passkey-options="{…}">; with data-passkey-at-once it begins by itself. The button
// begins again, for browsers that want a click first, and for whoever was not quick enough.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const said = form.querySelector("[data-passkey-said]");
  const kind = form.dataset.passkey;
  let busy = false;
  const begin = async () => {
    if (busy) return;
    busy = true;
    said.textContent = "Czekamy na klucz dostępu…";
    try {
      const publicKey = asked(kind, JSON.parse(form.dataset.passkeyOptions));
      form.elements.namedItem("credential").value = answered(await navigator.credentials[kind]({ publicKey }));
      form.submit();
    } catch (fault) {
      said.textContent = fault.name === "InvalidStateError"
        ? "Ten klucz dostępu jest już dodany. Użyj innego urządzenia albo innego klucza."
        : "Klucz dostępu nie został użyty. Naciśnij przycisk, żeby spróbować jeszcze raz.";
      busy = false;
    }
  };
  if (ABLE) {
    // Before the handler of every form, which would take the second try for a second click.
    form.addEventListener("submit", (event) => {
      if (Array.from(form.querySelectorAll("input[required], input[type=text]")).some((one) => !one.value.trim())) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      begin();
    }, { capture: true });
    if ("passkeyAtOnce" in form.dataset) begin();
  }
}

// What only such a browser can use is hidden without one, and what says so is hidden with one.
if (ABLE) {
  for (const offer of document.querySelectorAll("[data-passkey-offer]")) offer.hidden = false;
  for (const words of document.querySelectorAll("[data-passkey-missing]")) words.hidden = true;
}
