import { Hono } from "hono";
import type { App } from "../../http/app.ts";
import { baseUrlOf, type Bindings, type Http } from "../../http/pipeline.ts";
import { goTo, readForm, show } from "../answer.ts";
import { challengePage, readChallenge } from "../challenge.tsx";
import { closedPage, successUrl, unknownPage } from "./closed.tsx";
import { checkoutPage, emptyForm } from "./page.tsx";
import { answerChallenge, submitCheckout, type Outcome } from "./submit.ts";
import { checkoutView } from "./view.ts";

export function checkoutRoutes(app: App): Hono<Bindings> {
  const pages = new Hono<Bindings>();
  const sessionOf = (http: Http, id: string) =>
    app.act(baseUrlOf(app, http), (ctx) => ctx.store.get("checkout.session", id));

  pages.get("/:id", (http) => {
    const id = http.req.param("id");
    const session = sessionOf(http, id);
    if (!session) return show(http, unknownPage(), 404);
    if (session.status !== "open") return show(http, closedPage(session), session.status === "expired" ? 410 : 200);
    const view = app.act(baseUrlOf(app, http), (ctx) => checkoutView(ctx, session));
    return show(http, checkoutPage(view, emptyForm(view)));
  });

  pages.post("/:id", async (http) => {
    const id = http.req.param("id");
    if (!sessionOf(http, id)) return show(http, unknownPage(), 404);
    return answerTo(http, id, submitCheckout(app, baseUrlOf(app, http), id, await readForm(http)));
  });

  pages.get("/:id/challenge/:name", (http) => {
    const { id, name } = http.req.param();
    const challenge = app.act(baseUrlOf(app, http), (ctx) => readChallenge(ctx, name, id));
    return challenge ? show(http, challengePage(challenge)) : goTo(`/c/pay/${id}`);
  });

  pages.post("/:id/challenge/:name", async (http) => {
    const { id, name } = http.req.param();
    if (!sessionOf(http, id)) return show(http, unknownPage(), 404);
    const form = await readForm(http);
    return answerTo(http, id, answerChallenge(app, baseUrlOf(app, http), id, name, form("outcome") === "complete"));
  });

  return pages;
}

function answerTo(http: Http, id: string, outcome: Outcome): Response | Promise<Response> {
  switch (outcome.kind) {
    case "challenge":
      return goTo(`/c/pay/${id}/challenge/${outcome.name}`);
    case "again":
      return show(http, checkoutPage(outcome.view, outcome.form), outcome.status);
    case "closed":
      return outcome.session.status === "complete"
        ? goTo(successUrl(outcome.session))
        : show(http, closedPage(outcome.session), 410);
  }
}
