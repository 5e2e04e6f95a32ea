/* The gallery: pictures that load when they come near the screen (Dash's <img> has no such attribute, so the address
   waits in data-src), and paging that starts at the top. A tile drawn anew is noticed by its changed attribute. */
(function () {
  "use strict";
  const near = new IntersectionObserver(
    (entries) => {
      entries.forEach((entry) => {
        if (!entry.isIntersecting) return;
        near.unobserve(entry.target);
        entry.target.src = entry.target.dataset.src;
      });
    },
    { rootMargin: "400px" }
  );

  function watch(image) {
    if (image.getAttribute("src") === image.dataset.src) return;
    image.removeAttribute("src");
    image.decoding = "async";
    near.unobserve(image);
    near.observe(image);
  }

  /* Errors of pictures do not bubble, so they are caught on their way down. */
  document.addEventListener(
    "error",
    (event) => {
      if (event.target.matches && event.target.matches("img[data-src]")) event.target.dataset.broken = "true";
    },
    true
  );
  document.addEventListener(
    "load",
    (event) => {
      if (event.target.matches && event.target.matches("img[data-src]")) delete event.target.dataset.broken;
    },
    true
  );

  /* The next page of tiles is read from its top. */
  document.addEventListener("click", (event) => {
    const pager = event.target.closest && event.target.closest(".pager .button:not(:disabled)");
    if (pager) window.scrollTo({ top: 0 });
  });

  new MutationObserver((changes) => {
    changes.forEach((change) => {
      if (change.type === "attributes") watch(change.target);
      change.addedNodes.forEach((node) => {
        if (node.nodeType !== 1) return;
        if (node.matches("img[data-src]")) watch(node);
        node.querySelectorAll("img[data-src]").forEach(watch);
      });
    });
  }).observe(document.body, { attributes: true, attributeFilter: ["data-src"], childList: true, subtree: true });
})();
