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

  /* Drawing the bar anew reports its values too: what stands as the server drew it is nobody's choice. */
  function pick(value, shown, search) {
    const keep = window.dash_clientside.no_update;
    const id = changedName();
    const name = Object.keys(names).find((key) => id.endsWith("-" + key));
    if (!name || !shown || same(value || (Array.isArray(shown[name]) ? [] : value), shown[name])) return keep;
    const query = new URLSearchParams(search || "");
    query.delete(names[name]);
    const values = Array.isArray(value) ? value : value ? [value] : [];
    values.filter((entry) => entry !== usual[name]).forEach((entry) => query.append(names[name], entry));
    return written(query);
  }

  function dates(start, end, shown, search) {
    const keep = window.dash_clientside.no_update;
    if (!start || !end || !shown || !changedName()) return keep;
    const days = [start.slice(0, 10), end.slice(0, 10)];
    if (same(days, shown.dates)) return keep;
    const query = new URLSearchParams(search || "");
    query.delete("period");
    query.set("from", days[0]);
    query.set("to", days[1]);
    return written(query);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-search]");
    if (!button || button.disabled) return;
    window.dash_clientside.set_props(button.dataset.searchFor, { search: button.dataset.search });
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.views = { pick: pick, dates: dates };
})();
