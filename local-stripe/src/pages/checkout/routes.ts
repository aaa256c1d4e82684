import { Hono } from "hono";
import type { App } from "../../http/app.ts";
import { baseUrlOf, type Bindings, type Http } from "../../http/pipeline.ts";
import { goTo, readForm, show } from "../answer.ts";
import { challengePage, readChallenge } from "../challenge.tsx";
import { closedPage, unknownPage } from "./closed.tsx";
import { successUrl } from "./framed.tsx";
import { checkoutPage, emptyForm } from "./page.tsx";
import { answerChallenge, submitCheckout, type Outcome } from "./submit.ts";
import { checkoutView } from "./view.ts";
import { framedBy, sessionNamed, type Visit } from "./visit.ts";

export function checkoutRoutes(app: App): Hono<Bindings> {
  const pages = new Hono<Bindings>();
  const visitOf = (http: Http): Visit => ({
    baseUrl: baseUrlOf(app, http),
    name: http.req.param("name") ?? "",
    accepts: http.req.header("accept-language"),
  });
  const sessionOf = (visit: Visit) => app.act(visit.baseUrl, (ctx) => sessionNamed(ctx, visit.name));

  pages.get("/:name", (http) => {
    const visit = visitOf(http);
    const session = sessionOf(visit);
    if (!session) return show(http, unknownPage(), 404, framedBy(undefined));
    const frame = framedBy(session);
    if (session.status !== "open")
      return show(http, closedPage(session, visit), session.status === "expired" ? 410 : 200, frame);
    const view = app.act(visit.baseUrl, (ctx) => checkoutView(ctx, session, visit));
    return show(http, checkoutPage(view, emptyForm(view)), 200, frame);
  });

  pages.post("/:name", async (http) => {
    const visit = visitOf(http);
    const session = sessionOf(visit);
    if (!session) return show(http, unknownPage(), 404, framedBy(undefined));
    return answerTo(http, visit, submitCheckout(app, visit, session.id, await readForm(http)));
  });

  pages.get("/:name/challenge/:challenge", (http) => {
    const visit = visitOf(http);
    const session = sessionOf(visit);
    if (!session) return show(http, unknownPage(), 404, framedBy(undefined));
    const challenge = app.act(visit.baseUrl, (ctx) => readChallenge(ctx, http.req.param("challenge"), session.id));
    return challenge
      ? show(http, challengePage(challenge, session), 200, framedBy(session))
      : goTo(`/c/pay/${visit.name}`);
  });

  pages.post("/:name/challenge/:challenge", async (http) => {
    const visit = visitOf(http);
    const session = sessionOf(visit);
    if (!session) return show(http, unknownPage(), 404, framedBy(undefined));
    const passed = (await readForm(http))("outcome") === "complete";
    return answerTo(http, visit, answerChallenge(app, visit, session.id, http.req.param("challenge"), passed));
  });

  return pages;
}

function answerTo(http: Http, visit: Visit, outcome: Outcome): Response | Promise<Response> {
  switch (outcome.kind) {
    case "challenge":
      return goTo(`/c/pay/${visit.name}/challenge/${outcome.name}`);
    case "again":
      return show(http, checkoutPage(outcome.view, outcome.form), outcome.status, framedBy(outcome.view.session));
    case "closed":
      // A frame can't lead the page around it elsewhere: its own last page tells it to
      return outcome.session.ui_mode !== "hosted_page"
        ? goTo(`/c/pay/${visit.name}`)
        : outcome.session.status === "complete"
          ? goTo(successUrl(outcome.session))
          : show(http, closedPage(outcome.session, visit), 410);
  }
}
