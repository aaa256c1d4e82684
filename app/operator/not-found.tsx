import { NotFoundPage, notFoundMetadata } from "@/app/_components/not-found-page";
import { getOperatorMessages } from "./get-messages";

export const generateMetadata = async () => notFoundMetadata(await getOperatorMessages());

export default async function NotFound() {
  return <NotFoundPage messages={await getOperatorMessages()} />;
}
