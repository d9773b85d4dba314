"use strict";
// Sorts tables and finds rows; without it the page is whole, in the order that it has.
const value = (cell) => {
  const text = cell.textContent.trim();
  const number = Number(text.replace(/[\u202f%,]/g, ""));
  return text !== "" && !Number.isNaN(number) ? number : text;
};
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  if (body.rows.length < 2) continue;
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") !== "descending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].map((row) => [value(row.cells[at]), row]);
      rows.sort(([a], [b]) => {
        const order = typeof a === "number" && typeof b === "number"
          ? a - b : String(a).localeCompare(String(b));
        return down ? -order : order;
      });
      body.append(...rows.map(([, row]) => row));
    });
  });
}
const search = document.querySelector(".search");
if (search) {
  search.hidden = false;
  const parts = document.querySelectorAll("main tbody tr, main details.doc-part");
  search.querySelector("input").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    let count = 0;
    for (const part of parts) {
      const fits = part.textContent.toLowerCase().includes(wanted);
      part.hidden = !fits;
      count += fits ? 1 : 0;
    }
    search.querySelector("output").textContent = wanted ? `${count} found on this page` : "";
  });
}
