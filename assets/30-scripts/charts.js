/* Charts: loads the small plotly bundle beside the page instead of before it, and gives every figure the one template.
   Figures come from the server without a template; switching the theme redraws them from the same data. */
(function () {
  "use strict";
  const source = new URL("../on-demand/plotly-basic-4.1.1.min.js", document.currentScript.src).href;
  const drawn = new Set();
  let template = null;

  function css(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function axis(grid) {
    return {
      automargin: true,
      color: css("--text-3"),
      gridcolor: css("--border"),
      linecolor: css("--border-strong"),
      showgrid: grid,
      showline: false,
      ticks: "",
      tickfont: { size: 11 },
      title: { font: { size: 12 }, standoff: 8 },
      zeroline: grid,
      zerolinecolor: css("--border-strong"),
      zerolinewidth: 1,
      exponentformat: "B",
      separatethousands: true,
      fixedrange: true,
      spikecolor: css("--border-control"),
      spikedash: "dot",
      spikethickness: 1,
    };
  }

  function makeTemplate() {
    const text = css("--text");
    return {
      layout: {
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        font: { family: css("--font-sans"), size: 12, color: css("--text-2") },
        colorway: [css("--accent"), "#2b9a58", "#e0590b", "#2590d0", "#c22f6b", "#a98600", "#12979f", "#868c97"],
        hoverlabel: { bgcolor: css("--surface-raised"), bordercolor: css("--border-strong"), font: { color: text, size: 12, family: css("--font-sans") }, align: "left" },
        hovermode: "x unified",
        xaxis: axis(false),
        yaxis: axis(true),
        margin: { l: 12, r: 16, t: 12, b: 12, pad: 4 },
        bargap: 0.38,
        bargroupgap: 0.08,
        showlegend: false,
        legend: { orientation: "h", x: 0, y: 1.12, font: { size: 12, color: css("--text-2") } },
        annotationdefaults: { font: { size: 11, color: css("--text-3") }, showarrow: false },
        shapedefaults: { line: { color: css("--border-control"), width: 1 } },
        separators: ".,",
      },
      data: {
        bar: [{ marker: { line: { width: 0 } }, cliponaxis: false, textfont: { color: css("--text-2"), size: 11 } }],
        scatter: [{ line: { width: 2 }, textfont: { size: 11 } }],
      },
    };
  }

  function themed(layout) {
    template = template || makeTemplate();
    return Object.assign({}, layout, { template: template });
  }

  function node(target) {
    return typeof target === "string" ? document.getElementById(target) : target;
  }

  /* The Graph component draws with `react` or `newPlot`; both go through here. */
  function wrap(plotly, name) {
    const original = plotly[name];
    plotly[name] = function (target, data, layout, config) {
      if (data && !Array.isArray(data) && data.data) {
        data = Object.assign({}, data, { layout: themed(data.layout) });
      } else {
        layout = themed(layout);
      }
      drawn.add(node(target));
      return original.call(plotly, target, data, layout, config);
    };
  }

  function install(plotly) {
    ["newPlot", "react"].forEach((name) => wrap(plotly, name));
    return plotly;
  }

  let started = null;
  function load() {
    started =
      started ||
      new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = source;
        script.async = true;
        script.onload = () => resolve(window.Plotly);
        script.onerror = () => reject(new Error("The chart library did not load. Reload the page."));
        document.head.appendChild(script);
      });
    return started;
  }

  /* Dash's Graph awaits `window.Plotly || <the full bundle>`: a promise of the small bundle satisfies it. The setter
     sees plotly arrive, wraps it, and leaves an ordinary value behind. */
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    enumerable: true,
    get: load,
    set(plotly) {
      Object.defineProperty(window, "Plotly", { configurable: true, enumerable: true, writable: true, value: install(plotly) });
    },
  });
  load().catch(() => undefined);

  window.addEventListener("advision:theme", () => {
    template = null;
    drawn.forEach((graph) => {
      if (!graph || !graph.isConnected || !graph.layout) {
        drawn.delete(graph);
        return;
      }
      window.Plotly.react(graph, graph.data, graph.layout, graph._context);
    });
  });

  function downloadPng(id, name, title) {
    const holder = document.getElementById(id);
    const graph = holder && (holder.classList.contains("js-plotly-plot") ? holder : holder.querySelector(".js-plotly-plot"));
    if (!graph) return;
    const margin = Object.assign({}, (graph.layout || {}).margin, { t: 72, l: 24, r: 24, b: 24 });
    const heading = { text: title || "", x: 0.02, y: 0.965, yanchor: "top", font: { size: 20, color: css("--text") } };
    const ground = { paper_bgcolor: css("--surface"), plot_bgcolor: css("--surface"), title: heading, margin: margin };
    const layout = Object.assign({}, graph.layout, ground);
    window.Plotly.downloadImage({ data: graph.data, layout: layout }, { format: "png", filename: name || id, width: 1200, height: 630, scale: 2 });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-chart-png]");
    if (button) downloadPng(button.dataset.chartPng, button.dataset.fileName, button.dataset.title);
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.charts = {
    download_png(clicks, id, name, title) {
      if (clicks) downloadPng(id, name, title);
      return window.dash_clientside.no_update;
    },
  };
})();
