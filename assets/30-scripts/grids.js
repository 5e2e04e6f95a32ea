/* The grid library weighs more than the rest of the page: it is fetched when a page first shows a grid.
   This stands in for it until then; its address comes in a <meta> written by the server. */
(function () {
  "use strict";
  const meta = document.querySelector('meta[name="advision-grid"]');
  if (!meta || window.dash_ag_grid) return;
  const React = window.React;
  let loading = null;
  let ready = false;

  function load() {
    loading =
      loading ||
      new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = meta.content;
        script.onload = () => {
          const real = window.dash_ag_grid.AgGrid;
          resolve(real);
          Promise.resolve(real._dashprivate_isLazyComponentReady).then(markReady);
        };
        script.onerror = () => reject(new Error("The table could not be loaded. Reload the page."));
        document.head.appendChild(script);
      });
    return loading;
  }

  let markReady;
  const whenReady = new Promise((resolve) => {
    markReady = () => {
      ready = true;
      resolve(true);
    };
  });

  const LazyGrid = React.lazy(() => load().then((real) => ({ default: real })));

  function AgGrid(props) {
    const waiting = React.createElement("div", { className: "skeleton grid-loading", "aria-hidden": "true" });
    const holder = React.createElement("div", { style: props.style, className: props.className }, waiting);
    return React.createElement(React.Suspense, { fallback: holder }, React.createElement(LazyGrid, props));
  }
  AgGrid.dashRenderType = true;
  AgGrid.dashPersistence = { persisted_props: ["selectedRows"], persistence_type: "local" };
  Object.defineProperty(AgGrid, "_dashprivate_isLazyComponentReady", { get: () => ready || whenReady });

  window.dash_ag_grid = { AgGrid: AgGrid };
})();

/* What grids call by name: numbers as everywhere, links and platform names as elements. */
(function () {
  "use strict";
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const components = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const React = window.React;
  const missing = "–";
  const formats = {};

  function known(value) {
    return value !== null && value !== undefined && value !== "" && Number.isFinite(Number(value));
  }

  function write(value, key, options) {
    if (!known(value)) return missing;
    formats[key] = formats[key] || new Intl.NumberFormat("en-US", options);
    return formats[key].format(Number(value)).replace("-", "−");
  }

  functions.count = (value) => write(value, "count", { maximumFractionDigits: 1 });
  functions.percent = (value) => write(value, "percent", { style: "percent", minimumFractionDigits: 2, maximumFractionDigits: 2 });
  functions.multiple = (value) => {
    const text = write(value, "multiple", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    return text === missing ? text : text + "×";
  };
  functions.money = (value, currency) => {
    if (!/^[A-Z]{3}$/.test(currency || "")) return functions.count(value);
    return write(value, currency, { style: "currency", currency: currency });
  };

  /* Only paths of this site: rows hold names that came from files. */
  components.AdvisionLink = (props) => {
    const href = props.data && props.data[props.href || "href"];
    if (!href || !/^\/(?!\/)/.test(href)) return props.value || "";
    return React.createElement("a", { href: href, onClick: (event) => follow(event, href) }, props.value);
  };

  function follow(event, href) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  /* The cell has the keyboard's focus, not the link in it. */
  document.addEventListener("keydown", (event) => {
    const cell = event.key === "Enter" && event.target.matches && event.target.matches(".ag-cell");
    const link = cell && event.target.querySelector("a[href]");
    if (link) link.click();
  });

  const tones = { active: "tone-good", paused: "tone-warn", draft: "tone-info" };
  components.AdvisionStatus = (props) => {
    if (!props.value) return "";
    const word = String(props.value);
    const tone = Object.hasOwn(tones, word) ? " " + tones[word] : "";
    return React.createElement("span", { className: "badge-soft" + tone }, word.charAt(0).toUpperCase() + word.slice(1));
  };

  components.AdvisionPlatform = (props) => {
    if (!props.value) return "";
    const key = String(props.value).replace(/[^a-z_]/g, "");
    const dot = React.createElement("span", { className: "dot", style: { background: "var(--platform-" + key + ")" }, "aria-hidden": "true" });
    const label = (props.data && props.data[props.colDef.field + "_label"]) || props.value;
    return React.createElement("span", { className: "platform-name" }, dot, label);
  };
})();
