/* Opens the page at the door of one event when there is no connection. It keeps the empty page and its parts; who is
   expected lies in the storage of the page itself, so that it can be wiped when somebody logs out. */
const KEPT = "tjek-ind";
const PATIENCE = 5000; // milliseconds: a network that is there but does not answer is as good as none

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const place = new URL(url);
  if (method !== "GET" || place.origin !== self.location.origin) return;
  const door = new URL(self.registration.scope).pathname;
  if (mode === "navigate" && place.pathname === door) event.respondWith(page(event.request, door));
  else if (place.pathname.startsWith("/static/")) event.respondWith(part(event.request));
});

async function page(request, door) {
  const kept = await caches.match(`${door}?uden-navne=ja`);
  const fresh = fetch(request);
  if (!kept) return fresh;
  const late = new Promise((_, give) => setTimeout(give, PATIENCE));
  return Promise.race([fresh, late]).catch(() => kept);
}

async function part(request) {
  return (await caches.match(request)) || fetch(request);
}
