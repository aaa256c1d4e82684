/** A page rendered per request without our components: the baseline for each page's JavaScript. */
export const dynamic = "force-dynamic";

export default function EmptyPage() {
  return <p>Nothing at all.</p>;
}
