// Runs before Gradio's own scripts. Gradio's client closes its stream of events when the server has
// none pending; an event that is sent just then waits for ever, since nothing opens the stream again.
// Here the end of a stream is passed on only if nothing was sent meanwhile; else it is taken up again.
{
  const plain = window.fetch.bind(window);
  const path = (request) => new URL(request.url ?? request, window.location.href).pathname;
  const sent = new Set();
  const completed = new Set();
  const joining = new Set();

  const join = (request, options) => {
    const answer = plain(request, options);
    const known = answer
      .then((response) => response.clone().json())
      .then((told) => sent.add(told.event_id))
      .catch(() => {})
      .finally(() => joining.delete(known));
    joining.add(known);
    return answer;
  };

  const stream = async (request, options) => {
    const wanted = new Request(request, options);
    const first = await plain(wanted.clone());
    if (!first.ok || !first.body) return first;
    let reader = first.body.getReader();
    let decoder = new TextDecoder();
    let rest = "";
    let last = "";

    const waits = async () => {
      while (joining.size) await Promise.all(joining);
      return [...sent].some((event) => !completed.has(event));
    };
    // What is whole of what came, but for the word that this is the end.
    const passing = (text) => {
      const events = (rest + text).split("\n\n");
      rest = events.pop();
      return events
        .filter((event) => {
          const message = event.match(/"msg": ?"(close_stream|process_completed)"/);
          if (message?.[1] === "close_stream") last = `${event}\n\n`;
          else if (message) completed.add(event.match(/"event_id": ?"(\w+)"/)?.[1]);
          return message?.[1] !== "close_stream";
        })
        .map((event) => `${event}\n\n`)
        .join("");
    };
    const body = new ReadableStream({
      async pull(passed) {
        for (;;) {
          const { done, value } = await reader.read();
          const text = done ? "" : passing(decoder.decode(value, { stream: true }));
          if (text) {
            passed.enqueue(new TextEncoder().encode(text));
            return;
          }
          if (!done) continue;
          const again = last && (await waits()) ? await plain(wanted.clone()) : undefined;
          if (!again?.ok || !again.body) {
            if (last) passed.enqueue(new TextEncoder().encode(last));
            passed.close();
            return;
          }
          reader = again.body.getReader();
          decoder = new TextDecoder();
          last = "";
        }
      },
      cancel: (reason) => reader.cancel(reason),
    });
    return new Response(body, { status: first.status, headers: first.headers });
  };

  // Gradio's client keeps one request open as long as the page lives. When it ends, the server has
  // ended or cannot be reached: that is said, and the page is loaded anew as soon as it can be.
  let leaving = false;
  let lost = false;
  window.addEventListener("pagehide", () => (leaving = true));
  window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const reconnect = async (address) => {
    if (lost || leaving) return;
    lost = true;
    const note = document.createElement("p");
    note.id = "fc-disconnected";
    note.setAttribute("role", "alert");
    note.textContent = document.querySelector('meta[name="fc-disconnected"]')?.content ?? "";
    document.body.append(note);
    for (;;) {
      await pause(1000);
      // A server that wants the token or the password again asks for it when the page is loaded.
      const answer = await plain(address, { cache: "no-store" }).catch(() => undefined);
      if (answer && answer.status < 500) break;
    }
    window.location.reload();
  };
  const heartbeat = async (request, options) => {
    const address = (request.url ?? String(request)).replace(/gradio_api\/heartbeat\/.*$/, "fc/health");
    const end = () => reconnect(address);
    const answer = await plain(request, options);
    if (!answer.ok || !answer.body) return answer;
    const reader = answer.body.getReader();
    const body = new ReadableStream({
      async pull(passed) {
        try {
          const { done, value } = await reader.read();
          if (!done) return passed.enqueue(value);
          passed.close();
        } catch (error) {
          passed.error(error);
          if (error.name === "AbortError") return;
        }
        end();
      },
      cancel: (reason) => reader.cancel(reason),
    });
    window.addEventListener("offline", () => plain(address).catch(end));
    return new Response(body, { status: answer.status, headers: answer.headers });
  };

  window.fetch = (request, options) => {
    const end = path(request);
    if (/\/heartbeat\/\w+$/.test(end)) return heartbeat(request, options);
    if (end.endsWith("/queue/join")) return join(request, options);
    if (end.endsWith("/queue/data")) return stream(request, options);
    return plain(request, options);
  };
}
