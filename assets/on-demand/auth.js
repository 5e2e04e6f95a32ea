/* The sign-in pages work without this; it shows passwords on request, fills in the example, and stops double sends. */
(function () {
  "use strict";

  function reveal(button) {
    const input = document.getElementById(button.dataset.reveal);
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.textContent = shown ? "Show" : "Hide";
    button.setAttribute("aria-pressed", String(!shown));
    button.setAttribute("aria-label", shown ? "Show password" : "Hide password");
  }

  function fill(button) {
    document.getElementById("email").value = button.dataset.fillEmail;
    document.getElementById("password").value = button.dataset.fillPassword;
    document.querySelector(".auth-submit").focus();
  }

  document.querySelectorAll("[data-reveal], [data-fill-email]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => (button.dataset.reveal ? reveal(button) : fill(button)));
  });

  /* A revealed password would be kept by the browser's history of text fields. */
  document.addEventListener("submit", (event) => {
    document.querySelectorAll('[data-reveal][aria-pressed="true"]').forEach(reveal);
    const button = event.target.querySelector(".auth-submit");
    if (button) button.setAttribute("aria-disabled", "true");
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  });

  /* Back brings the page as it was left: it may be sent again. */
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form").forEach((form) => {
      delete form.dataset.sent;
      const button = form.querySelector(".auth-submit");
      if (button) button.removeAttribute("aria-disabled");
    });
  });
})();
