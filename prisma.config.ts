import { defineConfig } from "prisma/config";

const url = process.env.DATABASE_URL;

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // `prisma generate` and `next build` need no database, so its absence is no error here.
  ...(url ? { datasource: { url } } : {}),
});
