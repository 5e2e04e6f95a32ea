/* Drop zones: sends files one by one as multipart with progress, and writes each answer into a Dash store.
   The zone's data attributes say where to: see components/uploads.py. Nothing is read into memory here. */
(function () {
  "use strict";
  const running = new Map();
  let answers = 0;

  function zoneOf(target) {
    return target && target.closest ? target.closest(".dropzone") : null;
  }

  function cookie(name) {
    const found = document.cookie.split("; ").find((part) => part.startsWith(name + "="));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  function show(zone, state, message, share) {
    zone.dataset.state = state;
    zone.setAttribute("aria-busy", state === "sending" ? "true" : "false");
    const line = zone.querySelector(".dropzone-message");
    if (line && line.textContent !== message) line.textContent = message;
    const meter = zone.querySelector(".meter");
    const bar = meter && meter.querySelector("i");
    if (bar) bar.style.width = Math.round((share || 0) * 100) + "%";
    if (meter) meter.setAttribute("aria-valuenow", String(Math.round((share || 0) * 100)));
  }

  function megabytes(bytes) {
    const mega = bytes / 1048576;
    return mega < 1 ? Math.max(1, Math.round(bytes / 1024)) + " kB" : mega.toFixed(mega < 100 ? 1 : 0) + " MB";
  }

  function refusal(zone, file) {
    const most = Number(zone.dataset.maxBytes || 0);
    if (!file.size) return file.name + " is empty.";
    if (most && file.size > most) return file.name + " is " + megabytes(file.size) + "; the most is " + megabytes(most) + ".";
    const endings = (zone.dataset.accept || "").split(",").filter(Boolean);
    const fits = endings.some((ending) => file.name.toLowerCase().endsWith(ending.trim().toLowerCase()));
    return endings.length && !fits ? file.name + " is not one of: " + endings.join(", ") + "." : "";
  }

  /* A line for each file of a zone that takes several; gives what writes its state. Other zones have no lines. */
  function line(zone, file) {
    const list = zone.dataset.multiple === "true" && zone.querySelector(".dropzone-files");
    if (!list) return () => undefined;
    const make = (tag, name, parent) => {
      const node = parent.appendChild(document.createElement(tag));
      node.className = name;
      return node;
    };
    const row = make("li", "dropzone-file", list);
    make("span", "dropzone-file-name truncate", row).textContent = file.name;
    const bar = make("i", "", make("span", "meter", row));
    const note = make("span", "dropzone-file-note", row);
    return (state, words, share) => {
      row.dataset.state = state;
      note.textContent = words;
      bar.style.width = Math.round((share || 0) * 100) + "%";
    };
  }

  function parsed(request) {
    try {
      return JSON.parse(request.responseText);
    } catch (error) {
      return null;
    }
  }

  function words(request, body) {
    if (body && body.error && body.error.message) return body.error.message;
    if (body && body.message) return body.message;
    if (!request.status) return "The connection was lost. Nothing was stored; try again.";
    return "The server did not take the file (" + request.status + "). Try again.";
  }

  function publish(zone, file, request, body, place) {
    const ok = request.status >= 200 && request.status < 300;
    answers += 1;
    window.dash_clientside.set_props(zone.dataset.store, {
      data: { ok: ok, status: request.status, name: file.name, size: file.size, body: body, number: answers, index: place.index, count: place.count },
    });
    return ok;
  }

  function send(zone, file, place, mark) {
    return new Promise((resolve) => {
      const form = new FormData();
      const extra = JSON.parse(zone.dataset.fields || "{}");
      Object.keys(extra).forEach((key) => form.append(key, extra[key]));
      form.append(zone.dataset.field || "file", file, file.name);
      const request = new XMLHttpRequest();
      const prefix = place.count > 1 ? place.index + 1 + " of " + place.count + ": " : "";
      request.open("POST", zone.dataset.url);
      request.setRequestHeader("X-CSRFToken", cookie("_csrf_token"));
      request.setRequestHeader("Accept", "application/json");
      request.upload.onprogress = (event) => {
        const share = event.lengthComputable ? event.loaded / event.total : 0;
        const doing = share >= 1 ? "Reading " : "Sending ";
        show(zone, "sending", prefix + doing + file.name + " (" + megabytes(file.size) + ")", share);
        mark("sending", share >= 1 ? "Checking" : Math.round(share * 100) + " %", share);
      };
      request.onload = () => {
        const body = parsed(request);
        const ok = publish(zone, file, request, body, place);
        resolve({ ok: ok, message: ok ? file.name + " received." : words(request, body) });
      };
      request.onerror = () => resolve({ ok: false, message: words(request, null) });
      request.onabort = () => resolve({ ok: false, stopped: true, message: "Stopped. Nothing was stored." });
      running.set(zone.id, request);
      request.send(form);
    });
  }

  /* One that does not fit stops a zone for a single file; several go on without it. */
  function sorted(zone, list) {
    const files = Array.from(list).slice(0, zone.dataset.multiple === "true" ? 200 : 1);
    return files.map((file) => {
      const problem = refusal(zone, file);
      const mark = line(zone, file);
      if (problem) mark("error", problem.replace(file.name + " is", "Is"), 0);
      else mark("waiting", "Waiting", 0);
      return { file: file, mark: mark, problem: problem };
    });
  }

  function summary(count, failed) {
    return count === 1 ? failed[0] : count - failed.length + " of " + count + " files received; each line says why the others were not.";
  }

  async function sendAll(zone, list) {
    if (running.has(zone.id)) return;
    const lines = zone.querySelector(".dropzone-files");
    if (lines) lines.replaceChildren();
    const all = sorted(zone, list);
    const failed = all.map((entry) => entry.problem).filter(Boolean);
    const fitting = all.filter((entry) => !entry.problem);
    let last = null;
    for (let index = 0; index < fitting.length; index += 1) {
      const entry = fitting[index];
      show(zone, "sending", "Sending " + entry.file.name, 0);
      entry.mark("sending", "0 %", 0);
      last = await send(zone, entry.file, { index: index, count: fitting.length }, entry.mark);
      entry.mark(last.ok ? "done" : "error", last.ok ? "Added" : last.message, 1);
      if (!last.ok) failed.push(entry.file.name + ": " + last.message);
      if (last.stopped) {
        fitting.slice(index + 1).forEach((left) => left.mark("error", "Not sent", 0));
        break;
      }
    }
    running.delete(zone.id);
    if (!all.length) return;
    const good = all.length === 1 ? all[0].file.name + " received." : all.length + " files received.";
    show(zone, failed.length ? "error" : "done", failed.length ? summary(all.length, failed) : good, last ? 1 : 0);
  }

  function pick(zone) {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = zone.dataset.accept || "";
    input.multiple = zone.dataset.multiple === "true";
    input.addEventListener("change", () => sendAll(zone, input.files));
    input.click();
  }

  document.addEventListener("click", (event) => {
    const zone = zoneOf(event.target);
    if (!zone) return;
    if (event.target.closest(".dropzone-stop")) {
      if (running.has(zone.id)) running.get(zone.id).abort();
    } else if (event.target.closest(".dropzone-pick")) {
      pick(zone);
    }
  });

  /* A file dropped beside a zone must not replace the page with itself. */
  ["dragover", "drop"].forEach((name) => window.addEventListener(name, (event) => event.preventDefault()));
  document.addEventListener("dragover", (event) => {
    const zone = zoneOf(event.target);
    if (zone && zone.dataset.state !== "sending") zone.dataset.state = "over";
  });
  document.addEventListener("dragleave", (event) => {
    const zone = zoneOf(event.target);
    if (zone && zone.dataset.state === "over" && !zone.contains(event.relatedTarget)) zone.dataset.state = "idle";
  });
  document.addEventListener("drop", (event) => {
    const zone = zoneOf(event.target);
    if (!zone) return;
    event.preventDefault();
    if (zone.dataset.state === "over") zone.dataset.state = "idle";
    if (event.dataTransfer && event.dataTransfer.files.length) sendAll(zone, event.dataTransfer.files);
  });
})();
