// Where curators sign in: name and password, or an identity provider when the operator has configured one.
import { ask } from "./asking.js";
import { component, el } from "./dom.js";

const DESK = "./desk";

class SignIn {
  constructor(parent) {
    const input = (id, type, complete) => el("input", { id, name: id, type, autocomplete: complete, required: true, maxlength: 200, autocapitalize: "none", spellcheck: "false", "aria-describedby": "said" });
    this.name = input("name", "text", "username");
    this.password = input("password", "password", "current-password");
    this.shown = el("input", { type: "checkbox", onchange: () => { this.password.type = this.shown.checked ? "text" : "password"; } });
    this.said = el("p", { id: "said", class: "problem", role: "alert" });
    this.button = el("button", { type: "submit", class: "button primary" }, "Sign in");
    const field = (label, of) => el("div", { class: "field" }, el("label", { for: of.id }, label), of);
    const form = el("form", { novalidate: true, onsubmit: (event) => this.submit(event) },
      field("Name", this.name), field("Password", this.password), el("label", { class: "check" }, this.shown, "Show the password"), this.said, this.button);
    this.providers = el("div", { class: "provider", hidden: true });
    parent.append(el("h1", {}, "Sign in"), el("p", { class: "intro" }, "For curators, who review what others propose. Proposing needs no account."), form, this.providers,
      el("p", { class: "small" }, "Accounts are made by the operator of this directory. A forgotten password is set anew there."));
  }

  draw({ providers, identity }) {
    this.providers.hidden = !providers.length;
    this.providers.replaceChildren(el("p", {}, "or"), ...(identity ? this.known(identity) : providers.map((name) => this.way(name))));
    if (!this.entering || !identity?.code) return;
    this.entering = false;
    this.enter("./signin/oidc", { code: identity.code });
  }

  way(name) {
    return el("button", { type: "button", class: "button", onclick: () => this.send("change", { set: { provider: [name] } }) }, name ? `Sign in with ${name}` : "Sign in with your organisation");
  }

  /** Whom the provider knows; the code is asked for when it is needed, since it soon expires. */
  known({ name, code }) {
    const enter = () => {
      this.entering = true;
      this.send("change", { set: { enter: [String(Date.now())] } });
    };
    const other = el("button", { type: "button", class: "button", onclick: () => this.send("change", { set: { leave: ["1"] } }) }, "Use another identity");
    if (!code) return [el("p", { class: "problem", role: "alert" }, `No account here belongs to ${name}. Ask the operator of this directory to bind one.`), other];
    return [el("button", { type: "button", class: "button primary", onclick: enter }, `Continue as ${name}`), other];
  }

  say(text, field) {
    this.said.textContent = text;
    for (const input of [this.name, this.password]) input.setAttribute("aria-invalid", String(input === field));
    field?.focus();
  }

  submit(event) {
    event.preventDefault();
    if (this.button.disabled) return;
    if (!this.name.value.trim()) this.say("Type your name.", this.name);
    else if (!this.password.value) this.say("Type your password.", this.password);
    else this.enter("./signin", { name: this.name.value.trim(), password: this.password.value });
  }

  async enter(address, body) {
    this.button.disabled = true;
    this.say("");
    try {
      await ask(address, { body });
      location.assign(DESK);
    } catch (problem) {
      this.button.disabled = false;
      // Which of both was wrong is not told to anyone.
      if (problem.status === 401 && address === "./signin") this.say("This name and password do not fit together. Check both and try again.", this.password);
      else this.say(problem.status === 401 ? problem.body.detail : problem.message);
    }
  }
}

export default component((parent) => new SignIn(parent));
