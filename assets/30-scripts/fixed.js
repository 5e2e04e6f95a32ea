/* Draws the fixed parts of pages (components/fixed_parts.py): plain HTML as nested lists, one component for Dash.
   Tables behind charts are drawn when they are first unfolded. */
(function () {
  "use strict";
  const React = window.React;

  function draw(node) {
    if (node === null || node === undefined || typeof node !== "object") return node;
    const [tag, attributes, ...children] = node;
    if (tag === "details" && attributes && attributes.className === "data-details") {
      return React.createElement(Unfolding, { attributes: attributes, parts: children });
    }
    return React.createElement(tag, attributes || null, ...children.map(draw));
  }

  function Unfolding(props) {
    const [summary, ...rest] = props.parts;
    const [seen, see] = React.useState(false);
    const all = Object.assign({}, props.attributes, { onToggle: (event) => event.currentTarget.open && see(true) });
    return React.createElement("details", all, draw(summary), ...(seen ? rest.map(draw) : []));
  }

  const Fixed = React.memo(
    (props) => draw(props.tree),
    (before, after) => before.tree === after.tree
  );

  window.advision_fixed = { Fixed: Fixed };

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[data-follow]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.pushState({}, "", link.getAttribute("href"));
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  });

  /* A button that says what a dialog is about: its value goes to a store, without asking the server. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-choose]");
    if (button) window.dash_clientside.set_props(button.dataset.choose, { data: button.dataset.choice });
  });
})();
