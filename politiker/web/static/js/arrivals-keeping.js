/* What a phone at the door keeps: the list, and each press under a name of its own, so that two tabs never overwrite
   each other and a press is on the disk before anything is said about it. */
const name = (event) => `tjek-ind:${event}:`;
let count = 0;

export function keptList(event) {
  try {
    return JSON.parse(localStorage.getItem(`${name(event)}liste`));
  } catch {
    return null;
  }
}

export function keepList(event, list) {
  try {
    localStorage.setItem(`${name(event)}liste`, JSON.stringify(list));
  } catch { /* without room for it the list lives as long as the page */ }
}

export function dropList(event) {
  localStorage.removeItem(`${name(event)}liste`);
}

/* False when the phone has no room left. */
export function keepAct(event, act) {
  const order = `${String(Date.now()).padStart(15, "0")}-${String(count++).padStart(6, "0")}`;
  try {
    localStorage.setItem(`${name(event)}sendes:${order}:${act.mark}`, JSON.stringify(act));
  } catch {
    return false;
  }
  return true;
}

/* What is not answered yet, oldest first. */
export function waiting(event) {
  const start = `${name(event)}sendes:`;
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(start))
    .sort()
    .map((key) => ({ key, act: JSON.parse(localStorage.getItem(key)) }))
    .filter(({ act }) => act);
}

/* Where everybody stands: as the house said, and what this phone did since. */
export function standings(house) {
  const now = new Map((house.list?.people ?? []).map((person) => [person.uid, { at: person.at, mark: person.mark, waits: false }]));
  for (const { act } of waiting(house.event)) {
    const one = now.get(act.uid);
    if (!one) continue;
    if (!act.undoes && !one.at) now.set(act.uid, { at: act.at, mark: act.mark, waits: true });
    else if (act.undoes && act.undoes === one.mark) now.set(act.uid, { at: null, mark: null, waits: true });
  }
  return now;
}
