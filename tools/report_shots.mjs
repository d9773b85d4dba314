// Pictures of report.html at two widths, light and dark, and checks of it: nothing wider than the
// window, no error, no request, no finding of axe-core.
//   node report_shots.mjs PACKAGES CHROMIUM REPORT OUT
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import path from "node:path";

const [packages, chromium, report, out] = process.argv.slice(2);
const require = createRequire(path.resolve(packages, "package.json"));
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const url = "file://" + path.resolve(report);
const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu"],
});
const problems = [];
for (const width of [1280, 390]) {
  for (const scheme of ["light", "dark"]) {
    const where = `${width}-${scheme}`;
    const page = await browser.newPage();
    page.on("pageerror", (error) => problems.push(`${where}: ${error.message}`));
    page.on("console", (line) => {
      if (line.type() === "error") problems.push(`${where}: ${line.text()}`);
    });
    page.on("request", (request) => {
      if (request.url() !== url) problems.push(`${where}: the page asks for ${request.url()}`);
    });
    await page.setBypassCSP(true); // for axe-core alone, which is put into the page
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.goto(url);
    await page.screenshot({ path: path.join(out, `${where}.png`) });
    await page.screenshot({ path: path.join(out, `${where}-whole.png`), fullPage: true });
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
    const wide = await page.evaluate(() => {
      const most = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth > most) return ["the page"];
      const inBox = (e) => e.closest(".scroll");
      return [...document.querySelectorAll("main *")]
        .filter((e) => !inBox(e) && e.getBoundingClientRect().right > most + 1)
        .map((e) => e.outerHTML.slice(0, 100));
    });
    problems.push(...wide.slice(0, 5).map((what) => `${where}: wider than the window: ${what}`));
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    for (const { id, help, nodes } of found.violations) {
      problems.push(`${where}: axe ${id}: ${help} (${nodes.length}): ${nodes[0].html.slice(0, 160)}`);
    }
    await page.close();
  }
}
await browser.close();
for (const problem of problems) console.error(problem);
console.log(`report-shots: ${problems.length} problems; pictures in ${out}`);
process.exit(problems.length ? 1 : 0);
