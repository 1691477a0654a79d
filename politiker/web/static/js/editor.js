/* Makes writing quicker: shows the preview in place, keeps the draft on the server, offers names after "@".
   Nothing is kept in the browser. Without this file the same form works, with one page more for the preview. */
const PAUSE = 1000; // ms of rest before the draft is kept
const LEAVE = 1500; // ms one waits at most for the draft when one goes
const ASK = 250; // ms of rest before names are asked for
const SHORTEST = 3; // letters
const NOT_KEPT = new Set(["csrf_token", "preview"]);
const AT = /(?:^|[\s(])@([\p{L}][\p{L}\p{N}.'’ -]{2,60})$/u;

for (const tools of document.querySelectorAll("[data-writing]")) write(tools);

function write(tools) {
  const form = tools.closest("form");
  const status = tools.querySelector("[role=status]");
  const said = tools.dataset;
  const say = (words) => { if (status.textContent !== words) status.textContent = words; };
  if (said.place) keepDraft(tools, form, status, say);
  if (said.preview) showPreview(tools, form, say);
  if (said.names) {
    const areas = form.querySelectorAll("textarea[name]:not([name=poll_choices])");
    for (const area of areas) offerNames(area, said, say);
  }
}

function sent(form, more) {
  const data = new FormData();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "preview") data.append(name, value);
  }
  for (const [name, value] of Object.entries(more)) if (value) data.set(name, value);
  return data;
}

/* The draft. One save at a time, so that an older one never comes last. */
function keepDraft(tools, form, status, say) {
  const said = tools.dataset;
  const text = () => JSON.stringify([...new FormData(form)].filter(([name, value]) => !NOT_KEPT.has(name) && typeof value === "string"));
  let kept = text(), timer = 0, busy = false, again = false, isSent = false, isLost = false, stop = new AbortController();

  async function save(isLeaving = false) {
    clearTimeout(timer);
    if (isSent || text() === kept) return;
    if (busy && !isLeaving) { again = true; return; }
    busy = true;
    const now = text();
    try {
      let answer = await post(isLeaving);
      if ((answer.type === "opaqueredirect" || answer.status === 400) && !isLeaving && await renew(form)) answer = await post();
      if (answer.status === 204) { kept = now; isLost = false; say(said.saidSaved); }
      else if (answer.type === "opaqueredirect" || answer.status === 400) lose();
      else say(answer.status === 422 ? said.saidLong : said.saidFailed);
    } catch (error) {
      if (error.name !== "AbortError") say(said.saidFailed);
    } finally {
      busy = false;
      if (again) { again = false; save(); }
    }
  }
  function post(isLeaving = false) {
    const body = sent(form, { place: said.place });
    return fetch(said.drafts, { method: "POST", body, redirect: "manual", keepalive: isLeaving, signal: stop.signal });
  }
  function lose() {
    if (isLost) return;
    isLost = true;
    const link = document.createElement("a");
    link.href = said.logIn;
    link.target = "_blank";
    link.textContent = said.saidLogIn;
    status.replaceChildren(`${said.saidLost} `, link, ".");
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? save(true) : isLost && save()));
  window.addEventListener("pagehide", () => save(true));
  document.addEventListener("click", async (event) => {
    // A link to another page of one's own draft must not come there before the draft does.
    const link = event.target.closest("a[href]:not([target])");
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || event.defaultPrevented || link.hash || isSent || text() === kept) return;
    event.preventDefault();
    await Promise.race([save(), new Promise((done) => setTimeout(done, LEAVE))]);
    location.assign(link.href);
  });
  form.addEventListener("submit", async (event) => {
    if (isLost) {
      // Sent now, the text would be gone: first see whether somebody has logged in again.
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!await renew(form)) return;
      isLost = false;
      say("");
      form.requestSubmit(event.submitter);
      return;
    }
    clearTimeout(timer);
    isSent = true;
    stop.abort();
  });
  window.addEventListener("pageshow", () => { isSent = false; stop = new AbortController(); });
}

/* After a new log-in the page's token is an old one: take the new one from the same page, if it is the same person's. */
async function renew(form) {
  const who = (page) => page.querySelector(".menu__link--person")?.textContent;
  try {
    const answer = await fetch(location.href, { redirect: "manual" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("form[method=post] input[name=csrf_token]")?.value;
    if (!token || who(page) !== who(document)) return false;
    for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = token;
    return true;
  } catch {
    return false;
  }
}

function showPreview(tools, form, say) {
  const said = tools.dataset;
  const button = tools.querySelector("[name=preview]");
  const region = tools.querySelector(".writing-preview");
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      const body = sent(form, { thread_id: said.thread });
      const answer = await fetch(said.preview, { method: "POST", body, redirect: "manual" });
      const found = await answer.json();
      if (!answer.ok) { say(found.error); return; }
      region.querySelector(".writing-preview__text").innerHTML = found.html; // made safe by the server
      region.hidden = false;
      region.scrollIntoView({ block: "nearest" });
      say("");
    } catch {
      say(said.saidNoPreview);
    }
  });
}

/* Names after "@": a list one can walk with the arrow keys; what is chosen is written as text. */
function offerNames(area, said, say) {
  const list = document.createElement("ul");
  list.className = "writing-names unstyled-list";
  list.id = `${area.id}-names`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", said.saidNames);
  area.after(list);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  let timer = 0, chosen = -1, nobody = null, asked = 0;

  const begun = () => {
    const found = area.selectionStart === area.selectionEnd && area.value.slice(0, area.selectionStart).match(AT);
    return found ? found[1] : null;
  };
  function close() {
    list.hidden = true;
    list.replaceChildren();
    chosen = -1;
    area.removeAttribute("aria-activedescendant");
  }
  function walk(to) {
    const options = [...list.children];
    chosen = (to + options.length) % options.length;
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === chosen)));
    area.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  }
  function put(written) {
    const end = area.selectionStart, start = end - begun().length - 1;
    area.setRangeText(`${written} `, start, end, "end");
    nobody = written.slice(1);
    close();
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  async function ask() {
    const start = begun();
    if (!start || start.replace(/[^\p{L}]/gu, "").length < SHORTEST) { close(); return; }
    if (nobody !== null && start.startsWith(nobody)) { close(); return; } // nobody is called so, or it is chosen already
    const mine = ++asked;
    const query = new URLSearchParams({ q: start });
    if (said.thread) query.set("thread_id", said.thread);
    try {
      const answer = await fetch(`${said.names}?${query}`, { redirect: "manual" });
      if (!answer.ok || mine !== asked) return;
      const people = await answer.json();
      if (mine !== asked || begun() !== start) return;
      close();
      if (!people.length) { nobody = start; return; }
      people.forEach((person, n) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${n}`;
        option.className = "writing-names__name";
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = person.place ? `${person.name}, ${person.place}` : person.name;
        option.dataset.written = person.written;
        list.append(option);
      });
      list.hidden = false;
      say(`${said.saidNames} (${people.length})`);
    } catch {
      close();
    }
  }

  area.addEventListener("input", () => {
    clearTimeout(timer);
    if (begun() === null) { close(); return; }
    timer = setTimeout(ask, ASK);
  });
  area.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") walk(chosen + 1);
    else if (event.key === "ArrowUp") walk(chosen < 0 ? -1 : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) put(list.children[chosen].dataset.written);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  area.addEventListener("blur", () => setTimeout(close, 200));
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    put(option.dataset.written);
  });
}
