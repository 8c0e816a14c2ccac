# syntax=docker/dockerfile:1
# A hub, and nothing else: no desk, no Electron, no build tools, no root. compose.yaml shows it at work.

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts/check-node.mjs scripts/
# The build needs the bundlers; the Electron binary and native add-ons are of desks.
RUN npm ci --ignore-scripts
COPY . .
RUN node scripts/build.ts hub widget && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production MADOGUCHI_HOST=0.0.0.0 MADOGUCHI_PORT=4649 MADOGUCHI_DATA=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/out/widget out/widget
# Node 24 runs the sources as they stand, so a stack trace names the line that is in the repository.
COPY --from=build /app/src-shared src-shared
COPY --from=build /app/src-hub src-hub
RUN mkdir /data && chown node:node /data && chmod 700 /data
USER node
VOLUME /data
EXPOSE 4649
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4649/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src-hub/main.ts"]
