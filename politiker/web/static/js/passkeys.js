/* Passkeys: asks the browser to make one or to use one, and sends its answer as an ordinary form. */
const form = document.querySelector("form[data-passkey]");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function question(options) {
  const asked = { ...options, challenge: bytes(options.challenge) };
  if (options.user) asked.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (options[list]) asked[list] = options[list].map((known) => ({ ...known, id: bytes(known.id) }));
  }
  return asked;
}

function answer(made) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[part]) response[part] = text(made.response[part]);
  }
  return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response });
}

async function ask(event) {
  event.preventDefault();
  event.stopPropagation();
  const failed = form.querySelector(".passkey-failed");
  const button = form.querySelector("button");
  failed.hidden = true;
  button.disabled = true;
  try {
    const publicKey = question(JSON.parse(form.dataset.passkey));
    const made = publicKey.user
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
    form.elements.credential.value = answer(made);
    form.submit();
  } catch {
    failed.hidden = false;
    button.disabled = false;
  }
}

if (form && window.PublicKeyCredential && navigator.credentials) {
  form.hidden = false;
  document.querySelector(".passkey-missing").hidden = true;
  form.addEventListener("submit", ask);
}
