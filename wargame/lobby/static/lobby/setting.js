// Shows only what belongs to the chosen scenario: its lengths, its sides, its title unless one was written. Without this
// script all of them stand there with their scenario's name, and the server refuses what does not fit.
const chooser = document.querySelector("select#pack");
const title = document.querySelector("#title");
function show() {
  for (const row of document.querySelectorAll("[data-of]")) {
    const ours = row.dataset.of === chooser.value;
    row.hidden = !ours;
    for (const field of row.querySelectorAll("input, select")) field.disabled = !ours;
  }
  for (const name of document.querySelectorAll("[data-of] .of")) name.hidden = true;
  const lengths = [...document.querySelectorAll('input[name="turns"]:enabled')];
  if (lengths.length && !lengths.some((one) => one.checked)) lengths[0].checked = true;
}
// The names of a class's tables begin with the title that is written above them.
const stem = document.querySelector('[data-title-of="title"]');
const named = () => (stem.textContent = title.value.trim() || "…");
title.addEventListener("input", named);
if (chooser) {
  const titles = [...chooser.options].map((option) => option.dataset.title);
  chooser.addEventListener("change", () => {
    if (titles.includes(title.value.trim())) title.value = chooser.selectedOptions[0].dataset.title;
    named();
    show();
  });
  show();
}
