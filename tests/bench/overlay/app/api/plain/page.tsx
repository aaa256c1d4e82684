/**
 * A static page without our components: the baseline for `/pricing`. It's about as long, because bytes cost time too. It's
 * under /api because the proxy ignores those paths.
 */
export const dynamic = "force-static";

export default function PlainPage() {
  return <p>{"Nothing at all. ".repeat(810)}</p>;
}
