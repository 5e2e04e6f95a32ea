/* Dash's own controls, mended for keyboard and screen readers: labels and notes are tied to them, and attributes
   that their roles do not allow are taken away. Runs after each change of the page; every step may be repeated. */
(function () {
  "use strict";

  /* A dropdown's tab stop is a hidden input that passes the focus on; the button itself serves better. */
  function mendDropdown(wrapper) {
    const stop = wrapper.querySelector(".dash-dropdown-focus-target");
    const button = wrapper.querySelector("button.dash-dropdown");
    if (stop && stop.tabIndex !== -1) stop.tabIndex = -1;
    if (button && button.tabIndex !== 0) button.tabIndex = 0;
    const field = wrapper.closest(".field");
    const label = field && field.querySelector("label");
    if (!button) return;
    if (!button.id || !label) {
      // The calendar's choice of month: its own words are its name.
      button.removeAttribute("aria-labelledby");
      return;
    }
    label.id = label.id || button.id + "-label";
    const value = document.getElementById(button.id + "-value");
    const names = value ? label.id + " " + value.id : label.id;
    if (button.getAttribute("aria-labelledby") !== names) button.setAttribute("aria-labelledby", names);
  }

  /* What a dropdown opens is a list of checkboxes with labels; called a listbox of options it would be neither. */
  function mendChoices(content) {
    if (!content.hasAttribute("aria-label")) content.setAttribute("aria-label", "Choices");
    content.querySelectorAll('[role="listbox"]').forEach((list) => {
      list.setAttribute("role", "group");
      list.setAttribute("aria-label", "Choices");
    });
    content.querySelectorAll("label[role], label[aria-selected]").forEach((label) => {
      label.removeAttribute("role");
      label.removeAttribute("aria-selected");
    });
  }

  function mendCalendar(content) {
    if (!content.hasAttribute("aria-label")) content.setAttribute("aria-label", "Calendar");
    content.querySelectorAll('input[type="number"]:not([aria-label])').forEach((year) => year.setAttribute("aria-label", "Year"));
  }

  /* The box around the dates is no button: its inputs are what opens the calendar. */
  function mendDates(box) {
    if (box.getAttribute("role") !== "group") box.setAttribute("role", "group");
    ["aria-expanded", "aria-haspopup", "aria-labelledby", "type"].forEach((name) => box.removeAttribute(name));
    if (!box.hasAttribute("aria-label")) box.setAttribute("aria-label", "Dates");
  }

  function describe(field) {
    const control = field.querySelector("input:not(.dash-dropdown-focus-target), textarea, button.dash-dropdown");
    if (!control) return;
    const notes = Array.from(field.querySelectorAll(".field-help[id], .field-error[id]")).filter((note) => note.textContent);
    const ids = notes.map((note) => note.id).join(" ");
    if (ids && control.getAttribute("aria-describedby") !== ids) control.setAttribute("aria-describedby", ids);
    if (!ids && control.hasAttribute("aria-describedby")) control.removeAttribute("aria-describedby");
    const wrong = field.classList.contains("has-error");
    if (wrong && control.tagName !== "BUTTON" && control.getAttribute("aria-invalid") !== "true") control.setAttribute("aria-invalid", "true");
    if (!wrong && control.hasAttribute("aria-invalid")) control.removeAttribute("aria-invalid");
  }

  let due = false;
  function mend() {
    due = false;
    document.querySelectorAll(".dash-dropdown-wrapper").forEach(mendDropdown);
    document.querySelectorAll(".dash-datepicker-input-wrapper[aria-expanded]").forEach(mendDates);
    document.querySelectorAll(".dash-dropdown-content").forEach(mendChoices);
    document.querySelectorAll(".dash-datepicker-content").forEach(mendCalendar);
    document.querySelectorAll(".field").forEach(describe);
  }

  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(mend);
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-expanded", "aria-selected", "class"] });
})();
