// Passkeys: the browser's own dialogue, between a page's options and its form. Without it the other ways remain.

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential || !navigator.credentials) continue;
  const button = form.querySelector("[data-start]");
  const problem = form.querySelector("[data-problem]");
  button.hidden = false;
  form.querySelector("[data-without]")?.setAttribute("hidden", "");
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      const credential = await ask(form.dataset.passkey, JSON.parse(form.dataset.options));
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      problem.hidden = false;
      problem.focus();
    }
  });
}

async function ask(kind, options) {
  const key = options.publicKey;
  key.challenge = bytes(key.challenge);
  if (key.user) key.user.id = bytes(key.user.id);
  for (const one of [...(key.excludeCredentials ?? []), ...(key.allowCredentials ?? [])]) one.id = bytes(one.id);
  const made = await navigator.credentials[kind]({ publicKey: key });
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[name]) response[name] = text(made.response[name]);
  }
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response,
    clientExtensionResults: made.getClientExtensionResults(),
  };
}

function bytes(words) {
  const plain = atob(words.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
