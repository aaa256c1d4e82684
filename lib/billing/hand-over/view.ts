import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { MANAGED } from "../ownership/sql";
import { readAccessBy } from "../entitlements/by-subscription";
import { unpaidAsTheyAre } from "../entitlements/paying";
import { IS_PAID } from "../entitlements/statement";
import { LIVE } from "../entitlements/statuses";
import { IS_VALID } from "./consent";
import { HAS_PLANNED_CHANGE, IS_PLANNED_ELSEWHERE } from "./rows";
import { MAY_BE_WITHOUT } from "./without-access";

/** What the pages say about who pays for a live subscription, and who may from when on. */
export type HandOverView = {
  subscriptionId: string;
  planName: string | null;
  payer: { id: string; name: string | null } | null;
  payerIsMember: boolean;
  /** Until when the payer lets others take over; null without a valid consent. */
  consentUntil: Date | null;
  /** The end of its period, or of the plan where that is sooner. */
  endsAt: Date | null;
  /** Whether the viewer may take it over now. The endpoint decides again. */
  mayTake: boolean;
  /** It gives no access, so that it can be bought at once. */
  isWithoutAccess: boolean;
  /** The running period is not paid, so that who takes over is charged at once. */
  isOverdue: boolean;
  /** A change of plan is planned, which is dropped. */
  hasPlannedChange: boolean;
  /** Another price of its product in the same interval is sold, or the same one. */
  isSold: boolean;
  /** Someone has paid, or set up a payment, and takes its place. */
  taken: { by: string | null; byId: string; from: Date | null; isWaiting: boolean; wasTakenBack: boolean } | null;
};

type Row = Omit<HandOverView, "mayTake" | "isWithoutAccess" | "payer"> & {
  status: string;
  mayBeWithout: boolean;
  /** Its last bill does not say alone that what it is now is paid for. */
  mayOwe: boolean;
  payerId: string | null;
  payerName: string | null;
  isOurs: boolean;
};

const NAME = (user: string) => `COALESCE(NULLIF(${user}.name, ''), ${user}.email)`;

/** The SQL of what is read of a workspace. @param at the SQL of the present instant */
const view = (workspace: string, at: string) => `
  SELECT s.id AS "subscriptionId", s.status, ${MAY_BE_WITHOUT} AS "mayBeWithout", i.name AS "planName", u.id AS "payerId", ${NAME("u")} AS "payerName",
    EXISTS (SELECT FROM membership m WHERE m.workspace_id = s.workspace_id AND m.user_id = u.id) AS "payerIsMember",
    (SELECT max(k.expires_at) FROM hand_over_consent k
      WHERE k.workspace_id = s.workspace_id AND k.subscription_id = s.id AND k.payer_id = u.id AND ${IS_VALID(at)}) AS "consentUntil",
    LEAST(s.cancel_at, i.period_end) AS "endsAt", s.status = 'past_due' AS "isOverdue",
    s.status = 'active' AND (SELECT true FROM subscription_item i WHERE i.subscription_id = s.id AND NOT ${IS_PAID} LIMIT 1) IS TRUE AS "mayOwe",
    ${HAS_PLANNED_CHANGE} AS "hasPlannedChange", i.items = 1 AND ${MANAGED} AND NOT ${IS_PLANNED_ELSEWHERE} AND s.collection_method IS DISTINCT FROM 'send_invoice' AS "isOurs",
    EXISTS (SELECT FROM price q JOIN product p ON p.id = q.product_id JOIN price r ON r.id = i.price_id
      WHERE p.id = i.product_id AND p.active AND q.active AND NOT p.deleted AND NOT q.deleted AND q.type = 'recurring'
        AND q.interval = r.interval AND q.interval_count = r.interval_count) AS "isSold",
    (SELECT json_build_object('by', ${NAME("t")}, 'byId', h.user_id, 'from', h.anchor, 'isWaiting', h.state <> 'running',
        'wasTakenBack', h.taken_back_at IS NOT NULL)
      FROM hand_over h LEFT JOIN "user" t ON t.id = h.user_id
      WHERE h.predecessor_id = s.id AND h.finished_at IS NULL AND h.successor_id IS NOT NULL ORDER BY h.created_at DESC LIMIT 1) AS taken
  FROM subscription s
  JOIN LATERAL (
    SELECT min(p.name) AS name, max(n.period_end) AS period_end, count(*) AS items, min(n.price_id) AS price_id, min(n.product_id) AS product_id
    FROM subscription_item n LEFT JOIN product p ON p.id = n.product_id WHERE n.subscription_id = s.id) i ON true
  LEFT JOIN stripe_user su ON su.customer_id = s.customer_id
  LEFT JOIN "user" u ON u.id = su.user_id
  WHERE s.workspace_id = ${workspace} AND ${LIVE} ORDER BY s.created_at, s.id`;

/** The same as JSON, to be read with something else and given to `viewsOf`. */
export const handOversOf = (workspace: string, at: string) =>
  `(SELECT COALESCE(json_agg(v), '[]') FROM (${view(workspace, at)}) v)`;

/** As it arrives in JSON, where instants are texts. */
export type HandOverRow = Omit<Row, "consentUntil" | "endsAt" | "taken"> & {
  consentUntil: string | null;
  endsAt: string | null;
  taken: (Omit<NonNullable<Row["taken"]>, "from"> & { from: string | null }) | null;
};

const ROWS = `SELECT ${handOversOf("$1", "$2")} AS rows`;

/** One statement, or three where something may give no access. Ask for a membership before. */
export async function readHandOvers(userId: string, workspaceId: string, mayBill: boolean): Promise<HandOverView[]> {
  const [row] = await statement<{ rows: HandOverRow[] }>("hand_over_view", ROWS, [workspaceId, now()]);
  return viewsOf(row?.rows ?? [], userId, mayBill);
}

const instant = (text: string | null | undefined): Date | null => (text ? new Date(text) : null);

/** What a viewer reads of them, in two statements more where something of another payer may give no access. */
export async function viewsOf(rows: HandOverRow[], userId: string, mayBill: boolean): Promise<HandOverView[]> {
  const others = rows.filter(({ payerId, taken }) => mayBill && payerId !== userId && !taken);
  const doubtful = others.filter(({ mayBeWithout }) => mayBeWithout);
  const access = await readAccessBy(doubtful.map(({ subscriptionId }) => subscriptionId));
  const owing = await unpaidAsTheyAre(others.filter((row) => row.mayOwe).map(({ subscriptionId }) => subscriptionId));
  return rows.map(
    ({ payerId, payerName, isOurs, taken, status: _, mayBeWithout: __, mayOwe: ___, consentUntil, endsAt, ...row }) => {
      const isOther = others.some(({ subscriptionId }) => subscriptionId === row.subscriptionId);
      const isWithoutAccess = isOther && access.get(row.subscriptionId)?.hasAccess === false;
      const isAllowed = isOurs && (!row.payerIsMember || consentUntil !== null);
      return {
        ...row,
        isOverdue: row.isOverdue || owing.has(row.subscriptionId),
        payer: payerId === null ? null : { id: payerId, name: payerName },
        consentUntil: instant(consentUntil),
        endsAt: instant(endsAt),
        taken: taken && { ...taken, from: instant(taken.from) },
        isWithoutAccess,
        mayTake: isOther && (isWithoutAccess || isAllowed),
      };
    },
  );
}
