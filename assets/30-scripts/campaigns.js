/* The campaign list and its address: what the grid's header, the search box and the column menu choose is written to
   the query, and a query that changed otherwise (back, a saved view) is followed by the grid. */
(function () {
  "use strict";
  const GRID = "campaigns-grid";
  const usualSort = "-spend";
  let followed = null;

  function keep() {
    return window.dash_clientside.no_update;
  }

  function written(query) {
    const text = query.toString().replace(/%2C/g, ",");
    return text ? "?" + text : "";
  }

  function changed(search, name, value) {
    const query = new URLSearchParams(search || "");
    if ((query.get(name) || "") === value) return keep();
    if (value) query.set(name, value);
    else query.delete(name);
    return written(query);
  }

  function api() {
    try {
      return window.dash_ag_grid.getApi(GRID);
    } catch (error) {
      return null; // The grid is still being fetched: it will start from the address by itself.
    }
  }

  function filtersOf(search) {
    const query = new URLSearchParams(search || "");
    ["sort", "columns", "metric", "currency", "compare"].forEach((name) => query.delete(name));
    return query.toString();
  }

  function sorted(request, search) {
    const order = request && request.sortModel && request.sortModel[0];
    if (!order) return keep();
    const text = (order.sort === "desc" ? "-" : "") + order.colId;
    return changed(search, "sort", text === usualSort ? "" : text);
  }

  function searched(text, search) {
    return changed(search, "q", (text || "").trim());
  }

  function defaults() {
    const box = document.getElementById("campaigns-columns");
    return (box && box.closest("[data-columns]").dataset.columns.split(",")) || [];
  }

  function columns(names, search) {
    const chosen = names || [];
    const usual = defaults();
    const isUsual = chosen.length === usual.length && usual.every((name) => chosen.includes(name));
    const query = new URLSearchParams(search || "");
    const before = query.get("columns") || "";
    const ordered = orderOf().filter((name) => chosen.includes(name));
    show(chosen);
    return before === (isUsual ? "" : ordered.join(",")) ? keep() : changed(search, "columns", isUsual ? "" : ordered.join(","));
  }

  function orderOf() {
    return Array.from(document.querySelectorAll("#campaigns-columns input")).map((box, index) => box.value || String(index));
  }

  function show(names) {
    const grid = api();
    if (!grid) return;
    const all = grid.getColumns().map((column) => column.getColId()).filter((id) => id !== "name" && !id.startsWith("ag-Grid"));
    grid.setColumnsVisible(all.filter((id) => names.includes(id)), true);
    grid.setColumnsVisible(all.filter((id) => !names.includes(id)), false);
  }

  function follow(search) {
    const grid = api();
    const query = new URLSearchParams(search || "");
    const names = (query.get("columns") || "").split(",").filter(Boolean);
    const byHand = window.dash_clientside.callback_context.triggered.some((part) => part.prop_id.startsWith("campaigns-renewed"));
    const filters = filtersOf(search);
    if (grid) {
      const order = query.get("sort") || usualSort;
      const state = { colId: order.replace(/^-/, ""), sort: order.startsWith("-") ? "desc" : "asc" };
      const now = grid.getColumnState().find((column) => column.sort);
      if (!now || now.colId !== state.colId || now.sort !== state.sort) grid.applyColumnState({ state: [state], defaultState: { sort: null } });
      if (byHand || (followed !== null && followed !== filters) || followed === null) grid.purgeInfiniteCache();
    }
    followed = filters;
    return [query.get("q") || "", names.length ? names : defaults(), byHand ? true : keep()];
  }

  function chosen(rows) {
    const count = (rows || []).length;
    return [!count, count + " selected", count !== 1];
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.campaigns = { sorted: sorted, searched: searched, columns: columns, follow: follow, chosen: chosen };
})();
