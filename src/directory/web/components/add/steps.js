// The steps of the form and the fields on each. `form` knows the draft, the words and the limits, and registers fields.
import { Combobox } from "../combobox.js";
import { el } from "../dom.js";
import { Doubles } from "./doubles.js";
import { ChoiceField, ListField, LongField, SelectField, TextField } from "./fields.js";
import { Linking } from "./linking.js";
import { Picker } from "./picker.js";

const URL = { inputmode: "url", placeholder: "https://", spellcheck: "false" };
const YEAR = { inputmode: "numeric", maxlength: 4, size: 6 };

function what(form) {
  const { limits, words } = form;
  form.doubles = new Doubles({ instead: (double) => form.instead(double) });
  form.doublesPlace = el("div", {}, form.doubles.element);
  return [
    form.cell(TextField, "name", { label: "Name", required: true, limit: limits.name, help: "As it calls itself, like “Chicago City of Learning”." }),
    form.cell(ListField, "organisation", { label: "Organisations", limit: limits.name, parts: limits.parts, another: "Add an organisation", help: "Who leads it." }),
    form.doublesPlace,
    form.cell(LongField, "summary", { label: "Summary", limit: limits.summary, rows: 5, help: "What it does with badges, for whom, and since when, in two or three plain sentences." }),
    form.cell(ChoiceField, "roles", { type: "checkbox", icons: true, label: "What it does with badges", options: words.role, help: "All that a source bears out." }),
    form.cell(SelectField, "sector", { label: "Sector", options: words.sector, none: "Not stated" }),
    form.cell(SelectField, "programme", { label: "Programme", options: form.programmes(), help: "The collection it belongs to, if any." }),
    form.cell(ChoiceField, "status", { type: "radio", label: "Status", options: form.statuses() }),
    el("div", { class: "pair" },
      form.cell(TextField, "year_started", { label: "Started", attributes: YEAR, help: "Year, like 2013" }),
      form.cell(TextField, "year_ended", { label: "Ended", attributes: YEAR, help: "Only if it has" }),
      form.cell(TextField, "reach", { label: "People reached", attributes: { inputmode: "numeric", size: 10 }, help: "Only where a source says" })),
  ];
}

/** City with suggestions: choosing one fills in its region and country. */
function city(form, region, country) {
  const field = form.make(TextField, "city", { label: "City or town" });
  const say = (text) => { field.problem.textContent = text; field.problem.hidden = !text; };
  const ask = async (text, signal) => {
    const chosen = country.input.value;
    const asked = new URLSearchParams({ q: text, ...(chosen ? { country: chosen } : {}) });
    const response = await fetch(`${form.api}/places/suggest?${asked}`, { signal });
    if (!response.ok) throw new Error(String(response.status));
    return (await response.json()).items;
  };
  const choose = (place) => {
    const filled = [[field, "city", place.name], [region, "region", place.region], [country, "country", place.country]];
    for (const [each, column, value] of filled) {
      each.set(value);
      form.set(column, value);
    }
    form.picker.look({ lat: place.latitude, lng: place.longitude, precision: "city" });
  };
  const typed = () => form.set("city", field.input.value);
  const combo = new Combobox({ id: field.id, label: "Towns", ask, choose, typed, say, none: "No town of that name is known here. Check the spelling; what you typed is kept as it is.", attributes: { name: field.id } });
  combo.input.value = field.input.value;
  combo.input.addEventListener("blur", () => form.left(field.key));
  combo.input.setAttribute("aria-describedby", field.described);
  field.input.replaceWith(combo.input, combo.list);
  field.input = combo.input;
  field.element.classList.add("combo");
  return field.element;
}

function where(form) {
  const { limits } = form;
  const kinds = [...form.words.place_kind.map((kind) => ({ ...kind, label: form.placeKinds[kind.value] ?? kind.label })), { value: "", label: "Not known" }];
  const kind = form.cell(ChoiceField, "place_kind", { type: "radio", label: "Where is it?", options: kinds });
  const country = form.make(SelectField, "country", { label: "Country", none: "Not stated", options: form.countries });
  const region = form.make(TextField, "region", { label: "Region, state or province", limit: limits.name });
  const place = city(form, region, country);
  const street = form.cell(TextField, "address", { label: "Street address", limit: limits.name, help: "Only where a source prints one. Never a private address." });
  const value = ["latitude", "longitude"].map((column) => form.state.values[column] ?? "");
  const moved = (latitude, longitude) => { form.set("latitude", latitude); form.set("longitude", longitude); };
  form.picker = new Picker({ map: form.map, value, changed: moved, left: (key) => form.left(key) });
  form.picker.fields.forEach((field) => form.register(field));
  const exact = el("div", {}, street, form.picker.element);
  form.placed = () => { exact.hidden = form.state.values.place_kind === "online"; };
  form.placed();
  return [kind, place, el("div", { class: "pair" }, region.element, country.element), exact];
}

function links(form) {
  const { limits } = form;
  const parts = { limit: limits.url, parts: limits.parts, attributes: URL };
  const linking = new Linking({ api: form.api, relations: form.words.relation, links: form.state.links, present: form.present, limit: limits.links, own: form.state.target, changed: () => form.changed("links") });
  form.register(linking);
  return [
    form.cell(TextField, "website", { label: "Website", limit: limits.url, attributes: URL, help: "As it is or was known; it need not answer any more." }),
    form.cell(ListField, "sources", { ...parts, label: "Sources", another: "Add a source", help: "Pages where others can check what you say. At least one makes a curator's work quick." }),
    form.cell(TextField, "archived_url", { label: "Archived copy", limit: limits.url, attributes: URL, help: "A copy of its website, as on web.archive.org." }),
    form.cell(TextField, "issuer_url", { label: "Issuer profile", limit: limits.url, attributes: URL, help: "The address of its Open Badges issuer profile, if it publishes one." }),
    form.cell(ListField, "partners", { label: "Partners", limit: limits.name, parts: limits.parts, another: "Add a partner", help: "Organisations named beside the leading ones." }),
    linking.element,
  ];
}

/** What a curator may need, and how to reach the contributor. */
export function contact(form, { message }) {
  const note = new LongField({ key: "message", value: form.state.message, limit: form.limits.message, rows: 4, left: (key) => form.left(key), changed: (text) => { form.state.message = text; form.changed("message"); }, ...message });
  form.register(note);
  if (!form.asksContact) return [note.element];
  const keep = (name) => (value) => { form.draft.contact[name] = value; form.changed(`contact.${name}`); };
  const email = new TextField({ key: "contact.email", label: "E-mail address", value: form.draft.contact.email, limit: 254, attributes: { type: "email", autocomplete: "email", inputmode: "email" }, help: "Optional. Only curators see it; it is never published, and you can erase it at any time.", left: (key) => form.left(key), changed: keep("email") });
  form.register(email);
  const tell = new ChoiceField({ key: "contact.tell_me", type: "checkbox", label: "What it may be used for", value: form.draft.contact.tell_me ? ["yes"] : [], options: [{ value: "yes", label: "Write to me about this proposal", description: "When a curator asks something or has decided, and for nothing else." }], left: (key) => form.left(key), changed: (chosen) => keep("tell_me")(chosen.length > 0) });
  form.register(tell);
  form.noMail = el("p", { class: "help", hidden: true }, "This directory sends no mail at present. Your receipt link shows every answer.");
  return [note.element, email.element, tell.element, form.noMail];
}

const aboutNote = { label: "Note to the curators", help: "How you know, or what they should look at. It is not published." };

/** The steps of an entry's form, in their order; the last is drawn by the form itself. */
export const ENTRY_STEPS = [
  { title: "What", lead: "Only the name is required. Everything else can be added by others later.", build: what },
  { title: "Where", lead: "As exactly as a source says, and no more.", build: where },
  { title: "Links", lead: "Where it can be read up, and what it belongs to.", build: links },
  { title: "Contact", lead: "No account is needed. Nothing here is published.", build: (form) => contact(form, { message: aboutNote }) },
];
