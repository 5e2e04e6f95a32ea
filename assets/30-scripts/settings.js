/* On small screens the settings' navigation is one line that scrolls: the current page is brought into sight. */
(function () {
  "use strict";
  let shown = null;

  new MutationObserver(() => {
    const link = document.querySelector(".settings-nav .is-active");
    if (link === shown) return;
    shown = link;
    const nav = link && link.closest(".settings-nav");
    if (nav) nav.scrollLeft = link.offsetLeft - nav.offsetLeft - (nav.clientWidth - link.clientWidth) / 2;
  }).observe(document.body, { childList: true, subtree: true });
})();

/* Dash draws radio buttons and checkboxes as a listbox of options, which their own inputs contradict: those are
   labelled and reachable by themselves, so the roles are taken away, also after Dash has drawn them anew. */
(function () {
  "use strict";

  function mend(list) {
    list.removeAttribute("role");
    list.querySelectorAll("label[role], label[aria-selected]").forEach((label) => {
      label.removeAttribute("role");
      label.removeAttribute("aria-selected");
    });
  }

  new MutationObserver(() => document.querySelectorAll(".options[role], .options label[role], .options label[aria-selected]").forEach((node) => mend(node.closest(".options")))).observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["role", "aria-selected"],
  });
})();
