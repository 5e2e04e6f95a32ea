/* The studio: words are handed on when typing pauses, previews follow every key, the address keeps what is shown, and
   regions of the picture are shown and hidden. Nothing of this asks the server. */
(function () {
  "use strict";
  const PAUSE = 700;
  const waiting = new Map();

  function set(id, value) {
    window.dash_clientside.set_props(id, { data: value });
  }

  function later(key, act) {
    clearTimeout(waiting.get(key));
    waiting.set(key, setTimeout(act, PAUSE));
  }

  /* The same as split_ad and cut in components/studio_words.py. */
  function split(text) {
    const lines = text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    if (!lines.length) return { headline: "", body: "" };
    if (lines.length > 1) return { headline: lines[0], body: lines.slice(1).join("\n") };
    const end = /[.!?](?= |$)/.exec(lines[0]);
    return { headline: end ? lines[0].slice(0, end.index + 1) : lines[0], body: lines[0] };
  }

  function cut(text, most) {
    return text.length <= most ? text : text.slice(0, most - 1).trimEnd() + "…";
  }

  function fill(slot, text) {
    const words = split(text);
    document.querySelectorAll('[data-fill][data-slot="' + slot + '"]').forEach((node) => {
      const found = words[node.dataset.fill];
      node.textContent = found ? cut(found, Number(node.dataset.cut)) : node.dataset.empty;
      node.classList.toggle("is-empty", !found);
    });
  }

  document.addEventListener("input", (event) => {
    const area = event.target;
    if (!area.closest || area.tagName !== "TEXTAREA") return;
    const form = area.closest("[data-studio-form]");
    if (form) {
      const slot = form.dataset.studioForm;
      fill(slot, area.value);
      later(slot, () => set({ type: "studio-typed", key: slot }, area.value));
      return;
    }
    const card = area.closest("[data-variant]");
    if (card) later("variant-" + card.dataset.variant, () => set({ type: "studio-variant-typed", key: card.dataset.variant }, variantWords(card)));
  });

  function variantWords(card) {
    const words = {};
    card.querySelectorAll("[data-variant-field]").forEach((field) => {
      words[field.dataset.variantField] = field.querySelector("textarea").value;
    });
    return words;
  }

  /* What stands in the address shows the same again after a reload; the page itself is not drawn anew. */
  function keepAddress(places, mode) {
    const inputs = window.dash_clientside.callback_context.inputs_list[0] || [];
    const query = new URLSearchParams(location.search);
    const put = (name, value) => (value ? query.set(name, value) : query.delete(name));
    inputs.forEach((entry) => {
      const place = entry.value;
      if (!place) return;
      if (entry.id.key === "b") {
        put("with", place.job);
        put("other", place.creative);
        return;
      }
      put("job", place.job);
      put("creative", place.creative);
      put("placement", place.placement);
      query.delete("text");
      query.delete("context");
    });
    const text = query.toString();
    history.replaceState(history.state, "", location.pathname + (text ? "?" + text : ""));
    tabs(query, mode);
    return window.dash_clientside.no_update;
  }

  /* The ad that is open goes along to the other ways of working. */
  function tabs(query, mode) {
    if (mode === "write") return;
    document.querySelectorAll("[data-studio-tab]").forEach((link) => {
      if (link.dataset.studioTab === "write") return;
      const other = new URLSearchParams(query);
      if (link.dataset.studioTab === "compare") other.set("mode", "compare");
      else ["mode", "with", "other"].forEach((name) => other.delete(name));
      const text = other.toString();
      link.setAttribute("href", location.pathname + (text ? "?" + text : ""));
    });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-studio-regions]");
    if (!button) return;
    const shown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(shown));
    button.closest("[data-studio-form]").querySelector(".studio-frame").classList.toggle("shows-regions", shown);
  });

  /* Suggestions that are ticked off say what they promise together. */
  document.addEventListener("change", (event) => {
    const list = event.target.closest && event.target.closest(".ticks");
    if (!list) return;
    const box = list.closest(".quality-suggestions");
    const gains = Array.from(list.querySelectorAll("input:checked")).map((input) => {
      const gain = input.closest("label").querySelector(".tick .badge-soft");
      return gain ? Number(gain.textContent.replace("+", "")) || 0 : 0;
    });
    const sum = gains.reduce((one, other) => one + other, 0);
    const words = box.querySelector(".tick-words");
    if (!words) return;
    words.textContent = gains.length
      ? gains.length + " ticked, worth up to " + sum.toFixed(1).replace(/\.0$/, "") + " points. Score again to see."
      : "Tick what you have changed.";
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.studio = { keepAddress: keepAddress };
})();
