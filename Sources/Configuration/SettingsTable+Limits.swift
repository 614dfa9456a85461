// The rows of what bounds clients, streams and the end of the process.

extension Settings {
    static let streamRows: [Setting<Settings>] = [
        Setting(
            "stream.keepalive_seconds",
            \.stream.keepalive,
            .seconds(0...300),
            "After how much silence a comment keeps the connection open; 0 sends none."
        ),
        Setting(
            "stream.high_water_bytes",
            \.stream.highWaterBytes,
            .integer(4096...67_108_864, "bytes"),
            "How much may wait for a slow client before the provider is paused."
        ),
        Setting(
            "stream.low_water_bytes",
            \.stream.lowWaterBytes,
            .integer(0...67_108_864, "bytes"),
            "At how little waiting the provider is resumed; must be below the high mark."
        ),
        Setting(
            "stream.event_bytes",
            \.stream.eventBytesMax,
            .integer(16_384...268_435_456, "bytes"),
            "The longest event of the provider, images in it included; memory is taken as it comes."
        ),
        Setting(
            "stream.ai_sdk_version",
            \.stream.aiSDKVersion,
            .version,
            "The oldest release of the AI SDK among clients that do not tell theirs."
        ),
    ]

    static let limitRows: [Setting<Settings>] = [
        Setting(
            "limits.head_bytes",
            \.limits.headBytesMax,
            .integer(1024...1_048_576, "bytes"),
            "The largest request head; more is answered with 431."
        ),
        Setting(
            "limits.request_line_bytes",
            \.limits.requestLineBytesMax,
            .integer(256...65_536, "bytes"),
            "The longest request line; more is answered with 414."
        ),
        Setting(
            "limits.header_count",
            \.limits.headerCountMax,
            .integer(8...1000),
            "The most header fields; more are answered with 431."
        ),
        Setting(
            "limits.body_bytes",
            \.limits.bodyBytesMax,
            .integer(1024...1_073_741_824, "bytes"),
            "The largest request body; more is answered with 413."
        ),
        Setting(
            "limits.bodies_bytes",
            \.limits.bodiesBytesMax,
            .integer(65_536...1_099_511_627_776, "bytes"),
            "The memory of all request bodies together; more are answered with 503."
        ),
        Setting(
            "limits.messages",
            \.limits.messagesMax,
            .integer(1...1_000_000),
            "The most messages of one chat request; more are answered with 422."
        ),
        Setting(
            "limits.parts",
            \.limits.partsMax,
            .integer(1...1_000_000),
            "The most parts of all messages of one chat request; more are answered with 422."
        ),
        Setting(
            "limits.connections",
            \.limits.connectionsMax,
            .integer(1...1_000_000),
            "The most open connections; idle ones make room for more, which else are answered with 503."
        ),
        Setting(
            "limits.connections_per_client",
            \.limits.connectionsPerClientMax,
            .integer(0...1_000_000),
            "The open connections from one address; more are answered with 429; 0 sets no bound."
        ),
        Setting(
            "limits.streams",
            \.limits.streamsMax,
            .integer(1...1_000_000),
            "The most open streams and titles of the process; more are answered with 503."
        ),
        Setting(
            "limits.rate.requests_per_minute",
            \.limits.requestsPerMinute,
            .integer(0...1_000_000),
            "The requests of one client in a minute; more are answered with 429; 0 sets no bound."
        ),
        Setting(
            "limits.rate.burst",
            \.limits.requestBurst,
            .integer(0...1_000_000),
            "The requests of one client at once, if it was quiet; 0 is the number for a minute."
        ),
        Setting(
            "limits.streams_per_client",
            \.limits.streamsPerClient,
            .integer(0...1_000_000),
            "The open streams and titles of one client; more are answered with 429; 0 sets no bound."
        ),
        Setting(
            "limits.provider_concurrency",
            \.limits.providerConcurrency,
            .integer(0...1_000_000),
            "The answers and titles that the provider is asked for at once; 0 sets no bound."
        ),
        Setting(
            "limits.provider_queue",
            \.limits.providerQueueMax,
            .integer(0...100_000),
            "The calls that may wait for that, clients taking turns; more are answered with 503."
        ),
        Setting(
            "limits.provider_queue_seconds",
            \.limits.providerQueueTimeout,
            .seconds(0.1...3600),
            "How long a call may wait so; longer is answered with 503, or an error in its stream."
        ),
        Setting(
            "limits.head_timeout_seconds",
            \.limits.headTimeout,
            .seconds(0.1...300),
            "How long a request head may take from its first byte; longer is answered with 408."
        ),
        Setting(
            "limits.body_timeout_seconds",
            \.limits.bodyTimeout,
            .seconds(0.1...3600),
            "How far a body may fall behind 16 KiB a second; further is 408."
        ),
        Setting(
            "limits.write_timeout_seconds",
            \.limits.writeTimeout,
            .seconds(0.1...3600),
            "How long a client may take nothing of what waits for it before it is cut off."
        ),
        Setting(
            "limits.keep_alive_seconds",
            \.limits.keepAliveTimeout,
            .seconds(0...3600),
            "How long a connection may wait for its next request; above that of the proxy in front."
        ),
        Setting(
            "limits.requests_per_connection",
            \.limits.requestsPerConnectionMax,
            .integer(1...1_000_000),
            "After how many requests a connection is closed."
        ),
    ]

    static let reloadRows: [Setting<Settings>] = [
        Setting(
            "reload.interval_seconds",
            \.reload.interval,
            .seconds(0...3600),
            "How often the files are looked at for changes; 0 reads them again on SIGHUP only."
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
            "How long open streams may then run on before they are ended with an error event."
        ),
    ]
}
