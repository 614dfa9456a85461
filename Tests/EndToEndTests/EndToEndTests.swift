// The program as its users meet it: processes, sockets, signals.

import Testing

/// The suites in which nothing is simulated; one test at a time, because each starts processes.
@Suite(.serialized)
enum EndToEndTests {}
