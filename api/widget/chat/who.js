// Who the visitor is to the server: a token of this browser's, or of the person that the host's own server vouches for.

export class Who {
  #keep;
  #api;
  #tabs;
  #organization;
  #locale;

  constructor({ keep, api, tabs, organization, locale }) {
    this.#keep = keep;
    this.#api = api;
    this.#tabs = tabs;
    this.#organization = organization;
    this.#locale = locale;
  }

  /** The token, unless it has run out. */
  token() {
    const visitor = this.#keep.get("visitor");
    return visitor && Date.parse(visitor.expires_at) > Date.now() ? visitor.token : null;
  }

  /** Makes sure there is a token; tabs that open together become one visitor. */
  async register() {
    if (this.token()) return;
    await this.#tabs.alone("register", async () => {
      if (!this.token()) this.#keep.set("visitor", await this.#api.registerVisitor(this.#organization, this.#locale));
    });
  }

  forget() {
    this.#keep.set("visitor", null);
  }

  /** Does something as the visitor; where the token is not good any more, once more as a new one. */
  async as(act) {
    await this.register();
    const token = this.token();
    try {
      return await act();
    } catch (error) {
      if (error.status !== 401) throw error;
      // Another answer may have brought a new one meanwhile.
      if (token === this.token()) this.forget();
      await this.register();
      return act();
    }
  }

  /** Becomes the person that a token names; true when that is somebody else than before. Nobody is told on whom the server does not vouch. */
  async identify(jwt) {
    const { before, person } = await this.as(async () => ({ before: this.#keep.get("visitor").visitor_id, person: await this.#api.identifyVisitor(jwt) }));
    this.#keep.set("visitor", person);
    return person.visitor_id !== before;
  }
}
