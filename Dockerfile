# How to use it: docs/deploying/container.md. tests/integration/standalone.test.ts does what the last stage does, and
# `npm test` itself does what the stages before it do, so the steps can't break unnoticed where there is no Docker.

FROM node:24-slim AS installed
WORKDIR /src
COPY package.json package-lock.json ./
COPY local-stripe/package.json local-stripe/
COPY local-stripe/bin local-stripe/bin
RUN npm ci --no-audit --no-fund

FROM installed AS built
COPY . .
# Needs no settings: a secret that is given here would stay in the image.
RUN npm run build

# For trying things out: a server that speaks Stripe's API.
FROM installed AS local-stripe
COPY local-stripe local-stripe
RUN mkdir /data && chown node:node /data
USER node
EXPOSE 12111
CMD ["node", "local-stripe/bin/local-stripe.mjs", "--host", "0.0.0.0", "--port", "12111", "--data-dir", "/data"]

# The app, and the commands of an operator: `node command.mjs`.
FROM node:24-slim AS app
ENV NODE_ENV=production
WORKDIR /app
COPY --from=built /src/.next/standalone ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["node", "healthy.mjs"]
CMD ["node", "start.mjs"]
