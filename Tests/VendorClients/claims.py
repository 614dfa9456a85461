"""What a check claims of a client: counted, and told if it does not hold."""


class Claims:
    """The claims of one client; each check of it gets them and makes some."""

    def __init__(self, client):
        self.client = client
        self.count = 0
        self.faults = []

    def that(self, condition, what):
        self.count += 1
        if not condition:
            raise AssertionError(what)

    def equal(self, made, wanted, what):
        self.that(made == wanted, f"{what}: {made!r} and not {wanted!r}")

    def error(self, kind, make, what):
        """Claims that an error of exactly the client's kind comes, and returns it."""
        try:
            make()
        except Exception as error:  # noqa: BLE001, as any other is the fault that is looked for
            self.that(type(error) is kind, f"{what}: {kind.__name__} and not {error!r}")
            return error
        self.that(False, f"{what}: no {kind.__name__}")

    def run(self, checks):
        for check in checks:
            try:
                check(self)
            except Exception as fault:  # noqa: BLE001, as each is reported and the others still run
                self.faults.append(f"{check.__name__}: {fault!r}")
        for fault in self.faults:
            print(f"  {fault}")
        print(f"{self.client}: {len(checks)} checks, {self.count} claims, {len(self.faults)} faults")
        return len(self.faults)


LAYOUTS = ("", "split", "crlf comments multiline", "merge=3")


def prompt(directive):
    return f"#mock interval=0 {directive}"
