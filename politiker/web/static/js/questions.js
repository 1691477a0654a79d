/* Folds away a question that is asked only of those who answer another in one way. Without it all of them stand
   there, and the house decides which of them count. */
const dependent = [...document.querySelectorAll("[data-only-if]")];

function isChosen(question) {
  const first = [...document.querySelectorAll(`[name="${question.dataset.of}"]`)];
  const wanted = question.dataset.onlyIf.split(" ");
  const isSeen = first.some((field) => !field.closest("[hidden]"));
  return isSeen && first.some((field) => field.checked && wanted.includes(field.value));
}

function fold() {
  for (const question of dependent) question.hidden = !isChosen(question) && !question.querySelector(".form-error-message");
}

document.addEventListener("change", fold);
window.addEventListener("pageshow", fold);
fold();
