import { unknownAddress } from "@/lib/http";

/** Any other address under /api/. A program asks there, so it gets a problem document and no page. */
export { unknownAddress as GET, unknownAddress as OPTIONS, unknownAddress as POST };
