/* Copies a shown-once text. The clipboard API needs HTTPS or localhost; elsewhere the text is selected and copied the old way. */
(function () {
  "use strict";

  function say(button, words) {
    const label = button.querySelector("[aria-live]") || button;
    const before = label.dataset.words || label.textContent;
    label.dataset.words = before;
    label.textContent = words;
    clearTimeout(Number(button.dataset.timer));
    button.dataset.timer = String(setTimeout(() => (label.textContent = before), 2500));
  }

  function copyOldWay(input) {
    input.focus();
    input.select();
    return document.execCommand("copy");
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-copy-from]");
    if (!button) return;
    const input = document.getElementById(button.dataset.copyFrom);
    if (!input) return;
    const old = () => say(button, copyOldWay(input) ? "Copied" : "Press Ctrl+C");
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(input.value).then(() => say(button, "Copied"), old);
    else old();
  });
})();
