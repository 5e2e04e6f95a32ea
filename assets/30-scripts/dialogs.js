/* Dialogs: a callback sets `data-open`, the browser's own modal dialog does the rest (focus trap, Escape, backdrop). */
(function () {
  "use strict";

  function sync(dialog) {
    const wanted = dialog.dataset.open === "true";
    if (wanted && !dialog.open) {
      dialog.showModal();
      const field = dialog.querySelector("input:not([type=hidden]):not([disabled]), textarea, select");
      if (field) field.focus();
    }
    if (!wanted && dialog.open) dialog.close();
  }

  function set(dialog, open) {
    dialog.dataset.open = String(open);
    sync(dialog);
    if (dialog.id) window.dash_clientside.set_props(dialog.dataset.dashId ? JSON.parse(dialog.dataset.dashId) : dialog.id, { "data-open": String(open) });
  }

  new MutationObserver((changes) => {
    changes.forEach((change) => {
      if (change.type === "attributes") {
        if (change.target.matches("dialog.dialog")) sync(change.target);
        return;
      }
      change.addedNodes.forEach((node) => {
        if (node.nodeType !== 1) return;
        if (node.matches("dialog.dialog")) sync(node);
        node.querySelectorAll("dialog.dialog").forEach(sync);
      });
    });
  }).observe(document.body, { attributes: true, attributeFilter: ["data-open"], childList: true, subtree: true });

  /* `close` does not bubble, so it is caught on its way down. */
  document.addEventListener(
    "close",
    (event) => {
      const dialog = event.target;
      if (dialog.matches && dialog.matches("dialog.dialog") && dialog.dataset.open === "true") set(dialog, false);
    },
    true
  );

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!target.closest) return;
    const opener = target.closest("[data-dialog-open]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialogOpen);
      if (dialog) set(dialog, true);
      return;
    }
    const open = target.closest("dialog.dialog[open]");
    if (!open) return;
    const box = open.getBoundingClientRect();
    const outside = target === open && (event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom);
    if (outside || target.closest("[data-dialog-close]")) set(open, false);
  });
})();
