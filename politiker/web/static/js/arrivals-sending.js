/* Between the phone and the house: asks for the list, and tells what was pressed until it is answered. */
import { dropList, keepAct, keepList, keptList, waiting } from "./arrivals-keeping.js";

const EVERY = 15000, PATIENCE = 15000, AT_ONCE = 100; // milliseconds, and presses in one answer
const LEFT_ALONE = 20 * 60000; // a phone that lies untouched stops asking, so that the house can ask who holds it

export function open(addresses, { changed, told, said }) {
  const event = addresses.checkIn;
  let busy = false, isLate = false, touched = Date.now(), isWorking = false;
  const house = { event, list: keptList(event), begin, send };

  const ask = (url, more = {}) => fetch(url, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE), ...more });
  const report = (how, facts = {}) => said(how, { waiting: waiting(event).length, ...facts });

  async function fetchList() {
    const answer = await ask(addresses.roll);
    if (answer.type === "opaqueredirect") return report("asks"), false;
    if (answer.status === 404 || answer.status === 403) {
      dropList(event);
      location.reload();
      return false;
    }
    if (!answer.ok) throw new Error(answer.status);
    const list = await answer.json();
    house.list = { ...list, offset: list.now - Date.now() };
    keepList(event, house.list);
    return true;
  }

  function note(one) {
    const person = house.list.people.find(({ uid }) => uid === one.uid);
    if (!person) return;
    const isFirst = one.outcome === "arrived";
    person.at = one.at;
    person.mark = one.at === null ? null : isFirst ? one.mark : (person.mark ?? one.mark);
    told({ ...one, name: person.name });
  }

  /* Answers whether all is told. */
  async function tellAll() {
    let isRenewed = false;
    for (let acts = waiting(event); acts.length; acts = waiting(event)) {
      const some = acts.slice(0, AT_ONCE);
      report("sending");
      const body = new URLSearchParams({ csrf_token: house.list.token, acts: JSON.stringify(some.map(({ act }) => act)) });
      const answer = await ask(addresses.tell, { method: "POST", body });
      if (answer.type === "opaqueredirect") return report("asks"), false;
      if (answer.status === 409) return report("closed", await answer.json()), false;
      if (answer.status === 400 && !isRenewed) {
        isRenewed = true; // logged in anew, so the token is another
        if (!(await fetchList())) return false;
        continue;
      }
      if (!answer.ok) throw new Error(answer.status);
      const { told: outcomes } = await answer.json();
      for (const { key } of some) localStorage.removeItem(key);
      outcomes.forEach(note);
      keepList(event, house.list);
    }
    return true;
  }

  async function send() {
    if (busy) {
      isLate = true;
      return;
    }
    busy = true;
    isLate = false;
    try {
      if (!house.list && !(await fetchList())) return;
      if (!(await tellAll()) || !(await fetchList())) return;
      report("on");
      await keepPage();
    } catch {
      report("away");
    } finally {
      busy = false;
      changed();
      if (isLate && navigator.onLine) setTimeout(send); // pressed meanwhile
    }
  }

  /* The empty page and its parts, for when there is no connection. */
  async function keepPage() {
    if (isWorking || !("serviceWorker" in navigator) || !("caches" in window)) return;
    isWorking = true;
    await navigator.serviceWorker.register(addresses.worker, { scope: addresses.page });
    const kept = await caches.open("tjek-ind");
    const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=preload], link[rel=icon], script[src]")]
      .map((part) => part.href || part.src);
    const scripts = performance.getEntriesByType("resource").map(({ name }) => name)
      .filter((url) => new URL(url).pathname.startsWith("/static/"));
    for (const url of [`${addresses.page}?uden-navne=ja`, ...new Set([...parts, ...scripts])]) {
      const answer = await fetch(url);
      if (answer.ok && !answer.redirected) await kept.put(url, answer);
    }
  }

  function begin() {
    const again = () => { touched = Date.now(); };
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, again, { passive: true });
    addEventListener("online", send);
    document.addEventListener("visibilitychange", () => document.hidden || send());
    setInterval(() => {
      const isWatched = !document.hidden && Date.now() - touched < LEFT_ALONE;
      if (isWatched || waiting(event).length) send();
    }, EVERY);
    if (house.list) changed();
    send();
  }

  return house;
}

/* Somebody came (or `undoes` was a mistake): kept first, then told. False when the phone cannot keep it. */
export function tell(house, uid, undoes) {
  const act = { mark: crypto.randomUUID(), uid, at: Date.now() + (house.list?.offset ?? 0) };
  if (undoes) act.undoes = undoes;
  const isKept = keepAct(house.event, act);
  if (isKept) house.send();
  return isKept;
}

/* Lists of events that are over do not stay on the phone. */
export function wipe() {
  for (const key of Object.keys(localStorage)) {
    if (!/^tjek-ind:\d+:liste$/.test(key)) continue;
    const list = keptList(key.split(":")[1]);
    if (!list || list.until < Date.now()) localStorage.removeItem(key);
  }
}
