/* Where one left off comes into sight, and what is shown is noted as read. Without this, a link and a button do it. */
const onward = document.querySelector("a[data-unread][href^='#']");
if (onward && !location.hash) {
  const post = document.getElementById(onward.hash.slice(1));
  if (post) post.scrollIntoView();
}

const reading = document.querySelector("form[data-read]");
const note = async () => {
  document.removeEventListener("visibilitychange", whenSeen);
  const answer = await fetch(reading.action, { method: "POST", body: new URLSearchParams(new FormData(reading)) });
  if (answer.ok) reading.remove();
};
const whenSeen = () => {
  if (document.visibilityState === "visible") note();
};
if (reading) {
  document.addEventListener("visibilitychange", whenSeen);
  whenSeen();
}
