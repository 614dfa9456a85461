// The rows of what bounds clients, streams and the end of the process.

extension Settings {
    static let streamRows: [Setting<Settings>] = [
        Setting(
            "stream.keepalive_seconds",
            \.stream.keepalive,
            .seconds(0...300),
            "The silence after which a keep-alive comment is sent to the client; 0 sends none."
        ),
        Setting(
            "stream.high_water_bytes",
            \.stream.highWaterBytes,
            .integer(4096...67_108_864, "bytes"),
            "The bytes pending for a slow client at which reading from the provider pauses."
        ),
        Setting(
            "stream.low_water_bytes",
            \.stream.lowWaterBytes,
            .integer(0...67_108_864, "bytes"),
            "The pending bytes at which reading resumes; must be below the high mark."
        ),
        Setting(
            "stream.event_bytes",
            \.stream.eventBytesMax,
            .integer(16_384...268_435_456, "bytes"),
            "The longest event of the provider, images included; memory is allocated as it arrives."
        ),
        Setting(
            "stream.ai_sdk_version",
            \.stream.aiSDKVersion,
            .version,
            "The AI SDK release assumed for clients that send none; set the oldest in use."
        ),
        Setting(
            "stream.show_cost",
            \.stream.showsCost,
            .boolean,
            "Whether the AI SDK's finish chunk tells the cost, as messageMetadata.costUSD."
        ),
    ]

    static let limitRows: [Setting<Settings>] = [
        Setting(
            "limits.head_bytes",
            \.limits.headBytesMax,
            .integer(1024...1_048_576, "bytes"),
            "The largest request head; a larger one is answered with 431."
        ),
        Setting(
            "limits.request_line_bytes",
            \.limits.requestLineBytesMax,
            .integer(256...65_536, "bytes"),
            "The longest request line; a longer one is answered with 414."
        ),
        Setting(
            "limits.header_count",
            \.limits.headerCountMax,
            .integer(8...1000),
            "The maximum number of header fields; more are answered with 431."
        ),
        Setting(
            "limits.body_bytes",
            \.limits.bodyBytesMax,
            .integer(1024...1_073_741_824, "bytes"),
            "The largest request body; a larger one is answered with 413."
        ),
        Setting(
            "limits.bodies_bytes",
            \.limits.bodiesBytesMax,
            .integer(65_536...1_099_511_627_776, "bytes"),
            "The memory of all request bodies together; requests beyond it are answered with 503."
        ),
        Setting(
            "limits.messages",
            \.limits.messagesMax,
            .integer(1...1_000_000),
            "The maximum number of messages in a chat request; more are answered with 422."
        ),
        Setting(
            "limits.parts",
            \.limits.partsMax,
            .integer(1...1_000_000),
            "The maximum number of message parts in a chat request; more are answered with 422."
        ),
        Setting(
            "limits.connections",
            \.limits.connectionsMax,
            .integer(1...1_000_000),
            "The maximum number of open connections; beyond it idle ones are closed, or 503 is sent."
        ),
        Setting(
            "limits.connections_per_client",
            \.limits.connectionsPerClientMax,
            .integer(0...1_000_000),
            "The maximum number of open connections per address; more are answered with 429; 0 is no limit."
        ),
        Setting(
            "limits.streams",
            \.limits.streamsMax,
            .integer(1...1_000_000),
            "The maximum number of open streams and titles; more are answered with 503."
        ),
        Setting(
            "limits.rate.requests_per_minute",
            \.limits.requestsPerMinute,
            .integer(0...1_000_000),
            "The requests per client and minute; more are answered with 429; 0 is no limit."
        ),
        Setting(
            "limits.rate.burst",
            \.limits.requestBurst,
            .integer(0...1_000_000),
            "The requests that an idle client may send at once; 0 is requests_per_minute."
        ),
        Setting(
            "limits.streams_per_client",
            \.limits.streamsPerClient,
            .integer(0...1_000_000),
            "The open streams and titles per client; more are answered with 429; 0 is no limit."
        ),
        Setting(
            "limits.provider_concurrency",
            \.limits.providerConcurrency,
            .integer(0...1_000_000),
            "The maximum number of concurrent answers and titles at the provider; 0 is no limit."
        ),
        Setting(
            "limits.provider_queue",
            \.limits.providerQueueMax,
            .integer(0...100_000),
            "The calls that may queue for that, served fairly by client; more are answered with 503."
        ),
        Setting(
            "limits.provider_queue_seconds",
            \.limits.providerQueueTimeout,
            .seconds(0.1...3600),
            "How long a call may queue; then 503 is sent, or an error event if its stream has begun."
        ),
        Setting(
            "limits.head_timeout_seconds",
            \.limits.headTimeout,
            .seconds(0.1...300),
            "How long a request head may take from its first byte; then 408 is sent."
        ),
        Setting(
            "limits.body_timeout_seconds",
            \.limits.bodyTimeout,
            .seconds(0.1...3600),
            "How far a body may fall behind 16 KiB per second; then 408 is sent."
        ),
        Setting(
            "limits.write_timeout_seconds",
            \.limits.writeTimeout,
            .seconds(0.1...3600),
            "How long pending output may make no progress before the client is cut off."
        ),
        Setting(
            "limits.keep_alive_seconds",
            \.limits.keepAliveTimeout,
            .seconds(0...3600),
            "How long a connection may be idle between requests; set it above the proxy's own limit."
        ),
        Setting(
            "limits.requests_per_connection",
            \.limits.requestsPerConnectionMax,
            .integer(1...1_000_000),
            "The number of requests after which a connection is closed."
        ),
    ]

    static let reloadRows: [Setting<Settings>] = [
        Setting(
            "reload.interval_seconds",
            \.reload.interval,
            .seconds(0...3600),
            "How often the files are checked for changes; 0 reloads on SIGHUP only."
        )
    ]

    static let drainRows: [Setting<Settings>] = [
        Setting(
            "drain.delay_seconds",
            \.drain.delay,
            .seconds(0...300),
            "How long connections are still accepted after readiness has turned to 503."
        ),
        Setting(
            "drain.timeout_seconds",
            \.drain.timeout,
            .seconds(0...86_400),
            "How long open streams may then continue before they end with an error event."
        ),
    ]
}
