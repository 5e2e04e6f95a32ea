/* Views: a page's address holds its filters. Buttons with `data-search` lead to another view; the controls of the
   filter bar change one part of the query. The server draws from the address alone. */
(function () {
  "use strict";
  const names = { platforms: "platform", countries: "country", categories: "category", statuses: "status", currency: "currency", compare: "compare" };
  const usual = { compare: "previous" };

  function same(one, other) {
    const text = (value) => JSON.stringify(Array.isArray(value) ? value : value === undefined ? null : value);
    return text(one) === text(other);
  }

  function written(query) {
    const text = query.toString();
    return text ? "?" + text : "";
  }

  function changedName() {
    const changed = window.dash_clientside.callback_context.triggered;
    return changed.length ? changed[0].prop_id.split(".")[0] : "";
  }

  /* What each control stood at when we last looked: drawing or moving it reports its value too, and that is nobody's
     choice. A control that was drawn anew, on another visit to the page, starts afresh. */
  const known = {};

  function remembered(id) {
    const entry = known[id];
    return entry && !(entry.node && !entry.node.isConnected) ? entry : null;
  }

  function remember(id, value) {
    known[id] = { value: value, node: document.getElementById(id) };
  }

  function isNews(id, value) {
    const before = remembered(id);
    remember(id, value);
    return before !== null && !same(before.value, value);
  }

  function pick(value, search) {
    const keep = window.dash_clientside.no_update;
    const id = changedName();
    const name = Object.keys(names).find((key) => id.endsWith("-" + key));
    if (!name || !isNews(id, value)) return keep;
    const query = new URLSearchParams(search || "");
    query.delete(names[name]);
    const values = Array.isArray(value) ? value : value ? [value] : [];
    values.filter((entry) => entry !== usual[name]).forEach((entry) => query.append(names[name], entry));
    return written(query);
  }

  function dates(start, end, search) {
    const keep = window.dash_clientside.no_update;
    const id = changedName();
    if (!start || !end || !id) return keep;
    const days = [start.slice(0, 10), end.slice(0, 10)];
    if (!isNews(id, days)) return keep;
    const query = new URLSearchParams(search || "");
    query.delete("period");
    query.set("from", days[0]);
    query.set("to", days[1]);
    return written(query);
  }

  /* The controls go where the server says the view is: after going back, a preset, a chip or a saved view. */
  function follow(shown) {
    const keep = window.dash_clientside.no_update;
    if (!shown) return keep;
    const set = window.dash_clientside.set_props;
    const count = document.getElementById(shown.owner + "-narrowed");
    if (count) set(shown.owner + "-narrowed", { children: shown.narrowed ? String(shown.narrowed) : "" });
    Object.keys(shown.values).forEach((name) => {
      const id = shown.owner + "-" + name;
      const before = remembered(id);
      const value = shown.values[name];
      if (!before || !document.getElementById(id) || same(before.value, value)) return;
      remember(id, value);
      set(id, name === "dates" ? { start_date: value[0], end_date: value[1] } : { value: value });
    });
    return keep;
  }

  /* What the page was about is gone: go to the list, as a link in the navigation would. */
  function leave(gone) {
    if (gone) {
      history.pushState({}, "", "/campaigns");
      window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    }
    return window.dash_clientside.no_update;
  }

  /* Going back within a page changes its view only. Dash would build the whole page anew, so it does not hear of it. */
  let path = location.pathname;
  window.addEventListener(
    "popstate",
    (event) => {
      const bar = document.querySelector("[data-place]");
      if (location.pathname === path && bar) {
        event.stopImmediatePropagation();
        window.dash_clientside.set_props(bar.dataset.place, { search: location.search });
      }
      path = location.pathname;
    },
    true
  );
  window.addEventListener("_dashprivate_pushstate", () => (path = location.pathname), true);

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-search]");
    if (!button || button.disabled) return;
    window.dash_clientside.set_props(button.dataset.searchFor, { search: button.dataset.search });
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.views = { pick: pick, dates: dates, follow: follow, leave: leave };
})();
