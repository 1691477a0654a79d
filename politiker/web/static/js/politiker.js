/* Small comforts; every page works without them. */
const summary = document.querySelector(".error-summary");
if (summary) summary.focus();

/* From an error to its field with the label in sight, not above the edge. */
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.closest(".form-group") || field).scrollIntoView();
  field.focus({ preventScroll: true });
});

/* Who is expected at a door stays on this phone only as long as somebody is logged in. */
if (document.querySelector(".menu__link--person[href^='/log-ind']")) {
  try {
    for (const key of Object.keys(localStorage)) if (/^tjek-ind:\d+:liste$/.test(key)) localStorage.removeItem(key);
    if (window.caches) caches.delete("tjek-ind");
  } catch { /* a browser that keeps nothing */ }
}

/* A second press of a button that is already on its way does nothing. */
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-once]");
  if (!form) return;
  if (form.dataset.once === "sent") event.preventDefault();
  form.dataset.once = "sent";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) form.dataset.once = "";
});
