import { shim } from "@/lib/words";
export const getWords = async () => shim;
