# The server as an image without compiler, shell tools or root: docker build --tag mamba .
# Swift and the one package that it needs (swift-argument-parser, from GitHub) come over the network, as do Debian's.
FROM swift:6.3-bookworm AS build
# The versions are those of Debian 12, whichever is the newest there.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libcurl4-openssl-dev libjwt-dev libssl-dev libuv1-dev libyaml-dev libzstd-dev pkg-config zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# Resolved apart from the sources, so that a change of these does not fetch the package again.
COPY Package.swift ./
RUN swift package resolve
COPY . .
RUN swift build -c release --static-swift-stdlib --product mamba \
    && install -D -m 755 --strip "$(swift build -c release --static-swift-stdlib --show-bin-path)/mamba" /out/mamba

FROM debian:bookworm-slim
ARG VERSION=1.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Mamba" \
    org.opencontainers.image.description="A streaming chat server in front of an OpenAI-compatible provider" \
    org.opencontainers.image.licenses="MIT" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"
# The libraries that the program links, and the certificate authorities by which it knows a provider.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        ca-certificates libcurl4 libjwt0 libssl3 libuv1 libyaml-0-2 libzstd1 zlib1g \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/mamba /usr/local/bin/mamba
COPY config /app/config
WORKDIR /app
# By number, so that Kubernetes can see that it is not root.
USER 65532:65532
EXPOSE 8000
# Whether it lives: an instance that drains is no broken one.
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 CMD ["mamba", "health", "--live"]
# The signal of an orderly end; give it the time: docker stop --time 330.
STOPSIGNAL SIGTERM
ENTRYPOINT ["mamba"]
CMD ["serve"]
