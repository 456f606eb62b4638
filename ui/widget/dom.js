/** Building elements and writing amounts and days. Text goes in as text nodes: nothing from a server is parsed as HTML. */

const SVG = "http://www.w3.org/2000/svg";

/** Make an element: `on*` props listen, others are attributes; `true` sets an empty one, false and null none. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) setProp(node, name, value);
  node.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setProp(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else node.setAttribute(name, value === true ? "" : String(value));
}

const PATHS = {
  chat: "M4 5.5h16v11H9.5L5 20v-3.5H4z",
  close: "M6 6l12 12M18 6L6 18",
  menu: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M12 19V5M6 11l6-6 6 6",
  stop: "M7 7h10v10H7z",
  star: "M12 3.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8L3.6 9.7l5.8-.8z",
  next: "M9 6l6 6-6 6",
  back: "M15 6l-6 6 6 6",
  down: "M6 9l6 6 6-6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  cart: "M3.5 5H6l2 10.5h9.5L19.5 8H6.8M9 19.5h.01M17 19.5h.01",
  box: "M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8",
  quote: "M6 7h5v5c0 3-2 4.5-4 5M14 7h5v5c0 3-2 4.5-4 5",
  people: "M9 11a3 3 0 100-6 3 3 0 000 6zM3.5 19c.5-3 2.5-4.5 5.5-4.500s5 1.5 5.5 4.500M15.5 5.300a3 3 0 010 5.400M17.5 14.800c1.7.6 2.7 2 3 4.2",
  tag: "M4 12V4h8l8 8-8 8zM8.5 8.500h.01",
  person: "M12 12a4 4 0 100-8 4 4 0 000 8zM4.5 20c.6-4 3.5-6 7.5-6s6.9 2 7.5 6",
  doc: "M6.5 4h7L18 8.500V20H6.500zM13 4v5h5M9.5 13h5M9.5 16.500h5",
  list: "M5 6.500h14M5 12h14M5 17.500h9",
  alert: "M12 4.500l8.5 15h-17zM12 10v4.500M12 17h.01",
  offline: "M4 4l16 16M3.5 10a12 12 0 015-2.900M20.5 10a12 12 0 00-7-3.200M7 13.500a7 7 0 013-1.700M12 18h.01",
  up: "M7.5 20V10.500L11.5 3.500c1.7 0 2.3 1.2 2 2.800L13 9.500h6l-1.5 8c-.3 1.6-1 2.5-2.5 2.500zM4.5 10.500v9",
  copy: "M9 9h10v10H9zM15 9V5H5v10h4",
  globe: "M12 3.500a8.5 8.5 0 100 17 8.5 8.5 0 000-17zM3.5 12h17M12 3.500c5 5.5 5 11.5 0 17M12 3.500c-5 5.5-5 11.5 0 17",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3",
  plus: "M12 5v14M5 12h14",
  search: "M10.5 17a6.5 6.5 0 100-13 6.5 6.5 0 000 13zM15.5 15.500L20 20",
};

export function icon(name, className = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  svg.setAttribute("class", `icon icon-${name} ${className}`.trim());
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** An address that a click may follow; javascript: and the like are null. */
export function safeLink(address, base = document.baseURI) {
  return resolve(address, base, ["http:", "https:"]);
}

export function safeImage(address, base = document.baseURI) {
  if (typeof address === "string" && /^data:image\//i.test(address)) return address;
  return resolve(address, base, ["http:", "https:", "blob:"]);
}

function resolve(address, base, protocols) {
  if (typeof address !== "string" || !address) return null;
  try {
    const url = new URL(address, base);
    return protocols.includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export function picture(address, className, base) {
  const source = safeImage(address, base);
  const frame = el("span", { class: `picture ${className ?? ""}` });
  const standIn = () => frame.replaceChildren(icon("box"));
  if (!source) standIn();
  else frame.append(el("img", { src: source, alt: "", decoding: "async", draggable: "false", onerror: standIn }));
  return frame;
}

const LOCALES = { en: "en", zh: "zh-CN" };

/** The shopper's own kind of the language (en-GB, zh-TW) where the browser names one. */
export const locale = (language) => navigator.languages.find((each) => each.startsWith(`${language}-`)) ?? LOCALES[language] ?? language;

/** The currency itself says how many digits its minor unit has. */
export function money(amount, language) {
  if (!amount || amount.minor === null || amount.minor === undefined) return "";
  const format = new Intl.NumberFormat(locale(language), {
    style: "currency", currency: amount.currency, currencyDisplay: "narrowSymbol",
  });
  return format.format(amount.minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}

export const count = (number, language) => new Intl.NumberFormat(locale(language)).format(number);

export const rating = (value, language) =>
  new Intl.NumberFormat(locale(language), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);

function valid(at) {
  const date = at ? new Date(at) : null;
  return date && !Number.isNaN(date.getTime()) ? date : null;
}

const formatted = (at, language, options) => {
  const date = valid(at);
  return date ? new Intl.DateTimeFormat(locale(language), options).format(date) : "";
};

const thisYear = (at) => valid(at)?.getFullYear() === new Date().getFullYear();

/** "24 November", with the year when it is another; empty when unknown. */
export const day = (at, language) =>
  formatted(at, language, { day: "numeric", month: "long", year: thisYear(at) ? undefined : "numeric" });

export const shortDay = (at, language) => formatted(at, language, { weekday: "short", day: "numeric", month: "short" });

export const clock = (at, language) => formatted(at, language, { hour: "numeric", minute: "2-digit" });

export const dayAndClock = (at, language) =>
  formatted(at, language, { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });

export function expected({ eta, eta_from: earliest, eta_to: latest }, language) {
  const [from, to] = [valid(earliest), valid(latest)];
  if (!from || !to) return shortDay(from ?? to ?? eta, language) || (eta ?? "");
  const format = new Intl.DateTimeFormat(locale(language), { weekday: "short", day: "numeric", month: "short" });
  return format.formatRange(from, to);
}
