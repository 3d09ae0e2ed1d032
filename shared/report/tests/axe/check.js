// Checks HTML reports for what keeps people out. Usage: node check.js FILE...
//
// In a real Chromium, each file is read by axe-core in light and in dark, laid out at a phone's
// width and on paper, and walked through with the Tab key alone. Exits with 1 at a serious or critical
// finding. CHROMIUM names the browser where it is not /usr/bin/chromium.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const GRAVE = ["serious", "critical"];
// Walking through thousands of links shows nothing that the first ones do not.
const STEPS_MAX = 400;

async function open(browser, file, options = {}) {
  // The page's own policy forbids every script; bypassing it lets axe in, and nothing else.
  const page = await browser.newPage({ bypassCSP: true, ...options });
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(resolve(file)).href);
  return { page, asked };
}

async function withAxe(browser, file, colorScheme) {
  const { page } = await open(browser, file, { colorScheme, viewport: { width: 1280, height: 900 } });
  // Folded parts are hidden, and axe passes over what is hidden. A few open folds of each kind
  // stand for all: a page of 3,000 takes axe too long.
  await page.evaluate(() => {
    for (const fold of [...document.querySelectorAll("details:not([open])")].slice(0, 40)) fold.open = true;
  });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  await page.close();
  return violations.map(({ id, impact, help, nodes }) => ({
    grave: GRAVE.includes(impact),
    text: `${colorScheme}: ${impact}: ${id}: ${help} (${nodes.length}, first: ${nodes[0].html.slice(0, 160)})`,
  }));
}

async function onAPhone(browser, file) {
  const { page, asked } = await open(browser, file, { viewport: { width: 390, height: 844 } });
  const [width, culprit] = await page.evaluate(() => {
    const inScroller = (element) => element.closest(".wide") !== null;
    const wide = [...document.querySelectorAll("main *")].find(
      (element) => !inScroller(element) && element.getBoundingClientRect().right > innerWidth + 1,
    );
    return [document.documentElement.scrollWidth, wide?.outerHTML.slice(0, 160)];
  });
  await page.close();
  const findings = [];
  if (width > 390 || culprit) findings.push({ grave: true, text: `phone: wider than 390: ${width} ${culprit}` });
  if (asked.length > 1) findings.push({ grave: true, text: `it asks for ${asked.slice(1)}` });
  return findings;
}

// Nothing that is folded on the screen is missing in print.
async function onPaper(browser, file) {
  const { page } = await open(browser, file, { viewport: { width: 1280, height: 900 } });
  await page.emulateMedia({ media: "print" });
  // What was folded is laid out with the next frame.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const missing = await page.evaluate(() => {
    const folded = [...document.querySelectorAll("details:not([open]) > :not(summary)")].slice(0, 400);
    const seen = (element) =>
      element.checkVisibility({ contentVisibilityAuto: true }) && element.getBoundingClientRect().height > 0;
    return folded.filter((element) => !seen(element)).length;
  });
  await page.close();
  return missing > 0 ? [{ grave: true, text: `paper: ${missing} folded parts are missing` }] : [];
}

// What Tab must reach, in this order: what can be focused and is not folded away.
const reachable = () =>
  [...document.querySelectorAll("a[href], summary, button, input, [tabindex='0']")]
    .filter((element) => element.checkVisibility({ contentVisibilityAuto: true }))
    .map((element) => {
      element.dataset.reached = "no";
      return element.outerHTML.length;
    }).length;

const focused = () => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  element.dataset.reached = "yes";
  return {
    name: element.textContent.trim().slice(0, 60),
    marked: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
};

async function byKeyboard(browser, file) {
  const { page } = await open(browser, file, { viewport: { width: 1280, height: 900 } });
  const count = await page.evaluate(reachable);
  const findings = [];
  let steps = 0;
  for (; steps < Math.min(count, STEPS_MAX); steps += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(focused);
    if (at === null) break;
    if (!at.marked || !at.seen) findings.push({ grave: true, text: `keyboard: the focus on "${at.name}" is not seen` });
  }
  const missed = await page.evaluate(() => document.querySelectorAll("[data-reached=no]").length);
  if (missed > count - steps || steps < Math.min(count, STEPS_MAX)) {
    findings.push({ grave: true, text: `keyboard: ${missed} of ${count} were not reached in ${steps} steps` });
  }
  findings.push(...(await byKeys(page)));
  await page.close();
  return findings;
}

// The skip link leads to the report, Enter opens a fold, and a link into a fold opens it.
async function byKeys(page) {
  const findings = [];
  await page.evaluate(() => document.querySelector(".skip").focus());
  await page.keyboard.press("Enter");
  if (!page.url().endsWith("#main")) findings.push({ grave: true, text: "keyboard: the skip link leads nowhere" });
  const fold = page.locator("details:not([open]) > summary").first();
  if ((await fold.count()) > 0) {
    const handle = await fold.elementHandle();
    await handle.focus();
    await page.keyboard.press("Enter");
    const opened = await handle.evaluate((summary) => summary.parentElement.open);
    if (!opened) findings.push({ grave: true, text: "keyboard: Enter does not open a fold" });
    await page.keyboard.press("Enter");
  }
  const hidden = await page.evaluate(() => {
    const target = document.querySelector("details:not([open]) tbody[id]");
    const link = target && document.querySelector(`#grid a[href="#${target.id}"]`);
    if (!link?.checkVisibility()) return null;
    link.focus();
    return target.id;
  });
  if (hidden !== null) {
    await page.keyboard.press("Enter");
    const seen = await page.evaluate((id) => document.getElementById(id).checkVisibility(), hidden);
    if (!seen) findings.push({ grave: true, text: `keyboard: a link to #${hidden} does not open its fold` });
  }
  return findings;
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: node check.js FILE...");
  process.exit(2);
}
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-quic"],
});
let grave = 0;
for (const file of files) {
  const findings = [
    ...(await withAxe(browser, file, "light")),
    ...(await withAxe(browser, file, "dark")),
    ...(await onAPhone(browser, file)),
    ...(await onPaper(browser, file)),
    ...(await byKeyboard(browser, file)),
  ];
  grave += findings.filter((finding) => finding.grave).length;
  console.log(`${file}: ${findings.length === 0 ? "nothing found" : ""}`);
  for (const { grave, text } of findings) console.log(`  ${grave ? "!" : "-"} ${text}`);
}
await browser.close();
process.exitCode = grave > 0 ? 1 : 0;
