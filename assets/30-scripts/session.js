/* A session that has ended: the next thing the page asks for leads to the sign-in page, and from there back here. */
(function () {
  "use strict";
  const ask = window.fetch;
  const never = new Promise(() => {});
  let leaving = false;

  window.fetch = async function (...request) {
    const answer = await ask.apply(this, request);
    const own = new URL(answer.url || location.href, location.href);
    const inside = own.origin === location.origin && /^\/(_dash-|internal\/)/.test(own.pathname);
    if (answer.status !== 401 || !inside) return answer;
    if (!leaving) {
      leaving = true;
      location.assign("/login?next=" + encodeURIComponent(location.pathname + location.search));
    }
    /* The page is on its way out: whoever asked has no use for the refusal, and Dash would stumble over it. */
    return never;
  };
})();
