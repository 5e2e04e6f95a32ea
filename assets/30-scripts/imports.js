/* The import page: follows uploads, tells whether the controls have changed since the preview was made, and leads the
   focus to the next step. */
(function () {
  "use strict";
  const keep = () => window.dash_clientside.no_update;
  let first = null;

  /* After the last file of a drop one goes on with the first that arrived. */
  function arrived(answer) {
    if (!answer) return [keep(), keep(), keep()];
    if (answer.index === 0) first = null;
    if (answer.ok && answer.body && !first) first = answer.body.id;
    const last = answer.index === answer.count - 1;
    const go = answer.ok && last && first ? "?file=" + encodeURIComponent(first) : keep();
    return [go, answer.status !== 401, answer.ok ? answer.number : keep()];
  }

  function same(one, other) {
    const tidy = (value) => (value === undefined || value === "" ? null : value);
    const keys = new Set(Object.keys(one || {}).concat(Object.keys(other || {})));
    return Array.from(keys).every((key) => tidy((one || {})[key]) === tidy((other || {})[key]));
  }

  function byKey(entries) {
    const found = {};
    (entries || []).forEach((entry) => {
      found[entry.id.key] = entry.value === undefined ? null : entry.value;
    });
    return found;
  }

  function collect(maps, answers, starts, ends, used) {
    const inputs = window.dash_clientside.callback_context.inputs_list;
    const day = (text) => (text ? String(text).slice(0, 10) : null);
    const choices = { map: byKey(inputs[0]), answers: byKey(inputs[1]), period: [day(starts && starts[0]), day(ends && ends[0])] };
    if (!used) return [choices, keep(), keep(), keep(), keep()];
    const drawn = used.drawn;
    const stale = !same(choices.map, drawn.map) || !same(choices.answers, drawn.answers) || !same(choices.period, drawn.period);
    return [choices, stale ? "button button-primary" : "button", stale || !used.ready, !stale, stale];
  }

  /* A double click is one press: two requests at once would start the import twice. */
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest && event.target.closest("#import-start");
      if (!button) return;
      if (Date.now() - Number(button.dataset.pressed || 0) < 2000) event.stopPropagation();
      else button.dataset.pressed = String(Date.now());
    },
    true
  );

  /* What is wrong is told above the step; whoever pressed a button far below is brought there. */
  let told = "";
  function tell() {
    const problem = document.getElementById("import-problem");
    const words = problem ? problem.textContent : "";
    if (words && words !== told) problem.scrollIntoView({ block: "center" });
    told = words;
  }

  /* A reading that ends without an answer leaves the placeholder behind: say so, instead of letting someone wait. */
  let doubt = 0;
  function watch() {
    const wait = document.getElementById("import-wait");
    const problem = document.getElementById("import-problem");
    const open = wait && wait.hidden && problem && !problem.textContent && document.querySelector("#import-preview .loading");
    if (!open) {
      clearTimeout(doubt);
      doubt = 0;
    } else if (!doubt) {
      doubt = setTimeout(() => window.dash_clientside.set_props("import-lost", { hidden: false }), 2500);
    }
  }

  /* The step is drawn anew at each change of the address; its heading is where reading goes on. */
  let shown = null;
  function follow() {
    const step = document.getElementById("import-step");
    if (!step) {
      shown = null;
      return;
    }
    const key = step.getAttribute("aria-label") + location.search;
    if (shown !== null && shown !== key) {
      step.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    shown = key;
  }

  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      follow();
      tell();
      watch();
    });
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden"] });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.imports = { arrived: arrived, collect: collect };
})();
