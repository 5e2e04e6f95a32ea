/* The frame's behaviour: navigation on small screens, menus, page changes, forms' CSRF token, field descriptions, toasts. */
(function () {
  "use strict";
  const root = document.documentElement;
  const narrow = window.matchMedia("(max-width: 899.98px)");
  let path = location.pathname;

  function setNav(open) {
    root.dataset.nav = open ? "open" : "closed";
    const button = document.querySelector("[data-nav-open]");
    if (button) button.setAttribute("aria-expanded", String(open));
    document.querySelectorAll(".main-column").forEach((column) => {
      column.inert = open && narrow.matches;
    });
    if (open) {
      const first = document.querySelector(".sidebar a");
      if (first) first.focus();
    } else if (button && narrow.matches && document.activeElement === document.body) {
      button.focus();
    }
  }

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  }

  function cookie(name) {
    const found = document.cookie.split("; ").find((part) => part.startsWith(name + "="));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  /* The token is read when the form leaves: the one the page was made with may have been replaced since. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches || !form.matches("form[data-csrf]")) return;
    let input = form.querySelector('input[name="csrf_token"]');
    if (!input) {
      input = document.createElement("input");
      input.type = "hidden";
      input.name = "csrf_token";
      form.appendChild(input);
    }
    input.value = cookie("_csrf_token");
  });

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!target.closest) return;
    if (target.closest("[data-nav-open]")) setNav(root.dataset.nav !== "open");
    else if (target.closest("[data-nav-close]") || target.closest(".sidebar a")) setNav(false);
    /* What a dropdown inside a menu opens hangs at the end of the page, yet belongs to the menu. */
    if (!target.closest("[data-radix-popper-content-wrapper]")) closeMenus(target.closest("details.menu"));
    if (target.closest(".menu-item")) closeMenus(null);
    const toast = target.closest("[data-dismiss-toast]");
    if (toast) toast.closest(".toast-note").hidden = true;
  });

  function goTo(number) {
    const link = document.querySelectorAll(".nav-item-link")[number - 1];
    if (link) link.click();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = document.querySelector("details.menu[open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      } else if (root.dataset.nav === "open") {
        setNav(false);
        const button = document.querySelector("[data-nav-open]");
        if (button) button.focus();
      }
    }
    const digit = event.altKey && event.shiftKey && /^Digit([1-9])$/.exec(event.code);
    if (digit) goTo(Number(digit[1]));
  });

  /* The longest navigation address that the path lies under is the current one; "/" matches only itself. */
  function markCurrent() {
    let best = null;
    const links = Array.from(document.querySelectorAll(".nav-item-link"));
    links.forEach((link) => {
      const href = new URL(link.href).pathname.replace(/^\/settings\/.*/, "/settings");
      const inside = href === path || (href !== "/" && path.startsWith(href + "/"));
      if (inside && (!best || href.length > new URL(best.href).pathname.length)) best = link;
    });
    links.forEach((link) => (link === best ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current")));
  }

  /* After a page change the reader's focus goes to the new heading, as it would after a full load. */
  function announce(heading) {
    document.title = heading.textContent.trim() + " · AdVision";
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  let oldHeading = null;
  let awaited = false;
  function onNavigate() {
    if (location.pathname === path) return;
    path = location.pathname;
    oldHeading = document.querySelector("main h1");
    awaited = true;
    markCurrent();
  }

  /* Notices of success leave by themselves; errors stay until closed. Reading (hover, focus) holds them. */
  function retire(toast) {
    if (toast.dataset.timer || !toast.dataset.seconds) return;
    toast.dataset.timer = "on";
    const leave = () => {
      if (toast.matches(":hover, :focus-within")) setTimeout(leave, 1500);
      else toast.hidden = true;
    };
    setTimeout(leave, Number(toast.dataset.seconds) * 1000);
  }

  let due = false;
  function settle() {
    due = false;
    const heading = document.querySelector("main h1");
    if (awaited && heading && heading !== oldHeading) {
      awaited = false;
      announce(heading);
    }
    document.querySelectorAll(".toast-note").forEach(retire);
    if (!document.querySelector('.nav-item-link[aria-current="page"]')) markCurrent();
  }

  const push = history.pushState;
  history.pushState = function () {
    const result = push.apply(history, arguments);
    onNavigate();
    return result;
  };
  window.addEventListener("popstate", onNavigate);
  narrow.addEventListener("change", () => setNav(false));
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(settle);
  }).observe(document.body, { childList: true, subtree: true });
})();
