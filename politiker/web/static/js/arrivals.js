/* The door. The list lies on the phone, and so does every press until the house has answered it: each has a random
   mark, so that it can be told as often as it takes and still counts once. */
import { open, tell, wipe } from "./arrivals-sending.js";
import { standings } from "./arrivals-keeping.js";
import { watch } from "./arrivals-camera.js";

const door = document.querySelector("[data-check-in]");
const at = (name) => door.querySelector(`[data-place="${name}"]`);
const search = door.querySelector("#soeg"), onlyMissing = door.querySelector("#kun-mangler");
const SHOWN = 30;
let shown = SHOWN, ticket = null;

const said = (name, facts = {}) => door.dataset[name].replace(/\{(\w+)\}/g, (_, fact) => facts[fact] ?? "");
const clock = (moment) => new Date(moment).toLocaleTimeString("da-DK", { hour: "numeric", minute: "2-digit", timeZone: "Europe/Copenhagen" });
const bare = (text) => text.toLocaleLowerCase("da").normalize("NFD").replace(/\p{M}/gu, "");
const words = (text) => bare(text).split(/[\s-]+/).filter(Boolean);
const say = (name, facts) => { at("said").textContent = said(name, facts); };

const house = open(door.dataset, { changed: show, told, said: state });

function told({ outcome, at: moment, name }) {
  const names = { again: "again", still_in: "still", no_seat: "noSeat", unknown: "noSeat" };
  if (names[outcome]) say(names[outcome], { name, time: moment ? clock(moment) : "" });
}

function state(how, facts) {
  at("state").textContent = said(how, facts);
  at("state").classList.toggle("door-state--away", how !== "on");
  at("log-in").hidden = how !== "asks";
}

function press(person, { mayUndo = true } = {}) {
  const now = standings(house).get(person.uid);
  if (now.at && !mayUndo) return say("again", { name: person.name, time: clock(now.at) });
  if (!tell(house, person.uid, now.at ? now.mark : null)) return say("full");
  show();
  say(now.at ? "undone" : "arrived", { name: person.name });
}

function row(person, now) {
  const line = at("row").content.firstElementChild.cloneNode(true), button = line.querySelector("button");
  line.querySelector("strong").textContent = person.name;
  const came = now.at ? said(now.waits ? "waits" : "here", { time: clock(now.at) }) : "";
  line.querySelector("span").textContent = [person.place, came].filter(Boolean).join(" · ");
  button.textContent = now.at ? button.dataset.undo : button.dataset.come;
  button.classList.toggle("button-primary", !now.at);
  button.classList.toggle("button-secondary", Boolean(now.at));
  button.setAttribute("aria-label", `${button.textContent} ${person.name}`);
  button.dataset.uid = person.uid;
  button.addEventListener("click", () => press(person));
  return line;
}

function show() {
  const people = house.list?.people ?? [], now = standings(house), asked = words(search.value);
  const found = people.filter((person) => {
    if (onlyMissing.checked && now.get(person.uid).at) return false;
    if (ticket) return person.ticket === ticket;
    const own = words(`${person.name} ${person.place}`);
    return asked.every((part) => own.some((word) => word.startsWith(part)));
  });
  const focused = document.activeElement?.dataset?.uid;
  at("people").replaceChildren(...found.slice(0, shown).map((person) => row(person, now.get(person.uid))));
  if (focused) at("people").querySelector(`[data-uid="${focused}"]`)?.focus();
  at("more").hidden = found.length <= shown;
  at("nobody").hidden = found.length > 0 || !house.list;
  const arrived = people.filter((person) => now.get(person.uid).at).length;
  at("count").textContent = house.list ? said("count", { arrived, expected: people.length }) : "";
  return found;
}

/* What the phone knows a ticket by; the number may come from an address that the camera read. */
async function markOf(text) {
  const number = text.slice(text.lastIndexOf("/") + 1).toUpperCase().replace(/[\s-]/g, "");
  if (!/^[2-9A-HJKMNP-Z]{8}$/.test(number)) return null;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${door.dataset.checkIn}:${number}`));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function take(text) {
  const mark = await markOf(text);
  const person = mark && house.list?.people.find((one) => one.ticket === mark);
  if (person) press(person, { mayUndo: false });
  else say("unknown");
}

search.addEventListener("input", async () => {
  shown = SHOWN;
  const mark = await markOf(search.value);
  ticket = house.list?.people.some((person) => person.ticket === mark) ? mark : null;
  show();
});
search.addEventListener("keydown", async (event) => {
  if (event.key !== "Enter" || !(await markOf(search.value))) return;
  await take(search.value);
  search.value = "";
  ticket = null;
  show();
});
onlyMissing.addEventListener("change", show);
at("more").addEventListener("click", () => { shown += SHOWN; show(); });
watch(at("scan"), at("video"), { take, cannot: () => say("camera") });

wipe();
for (const other of document.querySelectorAll("[data-without-script]")) other.hidden = true;
door.hidden = false;
show();
house.begin();
