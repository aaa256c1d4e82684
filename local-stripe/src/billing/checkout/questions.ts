// What the page of a session asks for beside the way to pay.
import type { Context } from "../../conventions/context.ts";
import type { Country } from "../../conventions/countries.ts";
import type { CheckoutSession, Customer } from "../../store/objects.ts";

type Asked = "optional" | "required";

export interface Questions {
  /** The whole billing address, or what a tax needs of it, or just that if the payer wants to say it. */
  billing: "optional" | "short" | "full" | undefined;
  phone: boolean;
  /** The countries that are shipped to. */
  shipping: Country[] | undefined;
  business_name: Asked | undefined;
  individual_name: Asked | undefined;
  /** Required for businesses in a country that has tax ids at all. */
  tax_id: Asked | undefined;
  terms: boolean;
  promotions: boolean;
  custom_fields: CheckoutSession["custom_fields"];
}

export function questionsOf(ctx: Context, session: CheckoutSession): Questions {
  const customer = session.customer === null ? undefined : ctx.store.get("customer", session.customer);
  const { business, individual } = session.name_collection ?? {};
  const taxId = asksForTaxId(ctx, session, customer);
  return {
    billing: billingOf(ctx, session, taxId !== undefined),
    phone: session.phone_number_collection?.enabled === true,
    shipping: session.shipping_address_collection?.allowed_countries,
    // With a tax id, the name of the business that has it
    business_name: business?.enabled ? (business.optional ? "optional" : "required") : taxId && "optional",
    individual_name: individual?.enabled ? (individual.optional ? "optional" : "required") : undefined,
    tax_id: taxId,
    terms: session.consent_collection?.terms_of_service === "required",
    promotions: session.consent_collection?.promotions === "auto",
    custom_fields: session.custom_fields,
  };
}

/** "New customers, and existing ones without tax ids" are asked [docs: tax/checkout/tax-ids]. */
function asksForTaxId(ctx: Context, session: CheckoutSession, customer: Customer | undefined): Asked | undefined {
  if (!session.tax_id_collection?.enabled) return undefined;
  if (customer && [...ctx.store.list("tax_id", { by: ["customer", customer.id] })].length > 0) return undefined;
  return session.tax_id_collection.required === "if_supported" ? "required" : "optional";
}

function billingOf(ctx: Context, session: CheckoutSession, taxId: boolean): Questions["billing"] {
  if (session.billing_address_collection === "required") return "full";
  const saves = ctx.store.detail("checkout.session", session.id)?.page?.customer_update?.address === "auto";
  // Who has been here before is taxed where they said to be then
  const asksWhere = session.automatic_tax.enabled && (session.customer === null || saves);
  if (taxId || asksWhere) return "short";
  // "Only when necessary" [SDK: billing_address_collection], and only to be saved it isn't
  return saves ? "optional" : undefined;
}

const EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" ");

/** The types of tax ids, the EU's number for all its countries. [SDK: TaxId.Type] */
export const TAX_ID_TYPES = (
  "ad_nrt ae_trn al_tin am_tin ao_tin ar_cuit au_abn au_acn au_arn au_wpn aw_tin az_tin ba_tin bb_tin bd_bin bf_ifu " +
  "bg_uic bh_vat bj_ifu bo_tin br_cnpj br_cpf bs_tin bw_vat by_tin ca_bn ca_gst_hst ca_pst_bc ca_pst_mb ca_pst_sk " +
  "ca_qst cd_nif ch_uid ch_vat ci_vat cl_tin cm_niu cn_tin co_nit cr_tin cv_nif cz_dic de_stn do_rcn ec_ruc eg_tin " +
  "es_cif et_tin eu_oss_vat eu_vat fo_vat fr_siren fr_siret fr_spi gb_vat ge_vat gh_tin gi_tin gn_nif hk_br hr_oib " +
  "hu_tin ic_nif id_npwp il_vat in_gst is_kt is_vat it_cf jp_cn jp_rn jp_trn ke_pin kg_tin kh_tin kr_brn kz_bin " +
  "la_tin li_uid li_vat lk_vat ma_vat md_cf md_vat me_pib mk_vat mr_nif mu_vat mx_rfc my_frp my_itn my_sst mz_nuit " +
  "ng_tin no_vat no_voec np_pan nz_bn nz_gst om_vat pe_ruc ph_tin pl_nip pt_nif py_ruc ro_tin rs_pib ru_inn ru_kpp " +
  "sa_vat sg_gst sg_uen si_tin sm_coe sn_ninea sr_fin sv_nit th_vat tj_tin tr_tin tt_bir tt_vat tw_vat tz_vat ua_vat " +
  "ug_tin us_ein uy_ruc uz_tin uz_vat ve_rif vn_tin za_vat zm_tin zw_tin"
).split(" ");

export function hasTaxIds(country: string): boolean {
  return EU.includes(country) || TAX_ID_TYPES.some((type) => type.startsWith(`${country.toLowerCase()}_`));
}
