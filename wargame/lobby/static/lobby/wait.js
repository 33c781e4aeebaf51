// Asks every few seconds whether the knock was answered, and goes on by itself when it was.
const panel = document.querySelector("[data-knock]");
if (panel?.dataset.knock === "waiting") {
  const again = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (!answer.ok || (await answer.json()).state !== "waiting") return location.reload();
    } catch {
      // No network just now: ask again.
    }
    setTimeout(again, 2000);
  };
  setTimeout(again, 2000);
} else if (panel?.dataset.knock === "approved") {
  panel.querySelector("form")?.requestSubmit();
}
