import type { AppProps } from "next/app";
import "@/app/tokens.css";
import "@/app/globals.css";
import "@/app/controls.css";

/** Where the older router takes styles from, for its one page: 500.tsx. */
export default function App({ Component, pageProps }: AppProps) {
  return <Component {...pageProps} />;
}
